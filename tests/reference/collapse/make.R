# Statistics of groups: every case is a group; base R, Gini index by its formula.
source("tests/reference/common.R")
folder <- "tests/reference/collapse"
set.seed(20261122)
gini <- function(x) {
    n <- length(x)
    if (n == 0 || sum(x) == 0) return(NA)
    2 * sum(seq_len(n) * sort(x)) / (n * sum(x)) - (n + 1) / n
}
or_missing <- function(f, least) function(x) if (length(x) >= least) f(x) else NA
groups <- c(number_cases(), list(
    dummy = c(1, 1, 1, 0, 0),
    spread = c(0, 100, 200, 300, 400),
    outlier = c(1, 2, 3, 4, 10),
    zeros = rep(0, 7)
), setNames(lapply(1:60, function(i) {
    x <- sample(c(NA, -3:9), sample(1:9, 1), replace = TRUE)
    if (i %% 2 == 0) x + 0.25 * sample(0:3, length(x), replace = TRUE) else x
}), paste0("family", 1:60)))
write_input(folder, groups)
cases <- read_cases(folder)
total <- sum(!is.na(unlist(cases)))
binomial <- function(x) {
    p <- mean(x)
    if (p < 0 || p > 1) NA else sqrt(p * (1 - p) / length(x))
}
write_expected(folder, 20261122, statistics_of(cases, list(
    count = length,
    percent = function(x) 100 * length(x) / total,
    sum = sum,
    mean = or_missing(mean, 1),
    min = or_missing(min, 1),
    max = or_missing(max, 1),
    median = or_missing(median, 1),
    iqr = or_missing(function(x) unname(diff(quantile(x, c(0.25, 0.75), type = 7))), 1),
    sd = or_missing(sd, 2),
    semean = or_missing(function(x) sd(x) / sqrt(length(x)), 2),
    sebinomial = or_missing(binomial, 1),
    gini = gini
)))
