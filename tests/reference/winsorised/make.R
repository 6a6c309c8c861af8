# Mean, standard deviation and Gini index after explicit clipping: in each tail the larger of 1 %
# (rounded up) and 5 values, but never half of them, is set to the mean of as many values next to
# it, but to nothing farther from the median than three times as far as the innermost of these.
source("tests/reference/common.R")
folder <- "tests/reference/winsorised"
set.seed(20261104)
write_input(folder, c(number_cases(), list(eleven = c(1, 5, 9, 2, 6, 100, -70, 3.5, 8, 8, 4))))
winsorise <- function(x) {
    n <- length(x)
    tail <- min(max(ceiling(0.01 * n), 5), (n - 1) %/% 2)
    sorted <- sort(x)
    inner <- min(max(2 * tail, tail + 1), (n + 1) %/% 2)
    bound <- function(window, innermost, nearest) {
        middle <- median(x)
        nearest(mean(window), middle + 3 * (innermost - middle))
    }
    low <- bound(sorted[(tail + 1):inner], sorted[inner], max)
    high <- bound(sorted[(n - inner + 1):(n - tail)], sorted[n - inner + 1], min)
    pmin(pmax(x, low), high)
}
gini <- function(x) {
    x <- pmax(winsorise(x), 0)
    if (sum(x) <= 0) return(NA)
    x <- x / max(x)
    sum(abs(outer(x, x, "-"))) / (2 * length(x)^2 * mean(x))
}
write_expected(folder, 20261104, statistics_of(read_cases(folder), list(
    mean = function(x) if (length(x) > 0) mean(winsorise(x)) else NA,
    sd = function(x) if (length(x) > 1) sd(winsorise(x)) else NA,
    gini = function(x) if (length(x) > 0) gini(x) else NA
)))
