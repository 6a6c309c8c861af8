# Quantiles of type 7: base R.
source("tests/reference/common.R")
folder <- "tests/reference/quantile"
set.seed(20261102)
write_input(folder, number_cases())
at <- function(share) function(x) if (length(x) > 0) quantile(x, share, type = 7) else NA
write_expected(folder, 20261102, statistics_of(read_cases(folder), list(
    `0.01` = at(0.01), `0.25` = at(0.25), `0.5` = at(0.5), `0.75` = at(0.75), `0.99` = at(0.99)
)))
