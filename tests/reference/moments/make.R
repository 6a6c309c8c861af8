# Number of valid values, mean and sample variance: base R.
source("tests/reference/common.R")
folder <- "tests/reference/moments"
set.seed(20261101)
write_input(folder, number_cases())
write_expected(folder, 20261101, statistics_of(read_cases(folder), list(
    count = length,
    mean = function(x) if (length(x) > 0) mean(x) else NA,
    variance = function(x) if (length(x) > 1) var(x) else NA
)))
