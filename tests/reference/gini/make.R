# Gini index from its definition as the mean absolute difference of all pairs,
# sum |x_i - x_j| / (2 n^2 mean), which is another way than the ranks that Skjerm uses.
# Negative values count as 0.
source("tests/reference/common.R")
folder <- "tests/reference/gini"
set.seed(20261103)
write_input(folder, number_cases())
gini <- function(x) {
    x <- pmax(x, 0)
    if (sum(x) <= 0) return(NA)
    x <- x / max(x)  # pairs of tiny numbers must not vanish
    sum(abs(outer(x, x, "-"))) / (2 * length(x)^2 * mean(x))
}
write_expected(folder, 20261103, statistics_of(read_cases(folder), list(gini = gini)))
