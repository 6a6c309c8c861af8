# Pearson's test without continuity correction: chisq.test(correct = FALSE). Rows and columns
# without observations are left out first.
folder <- "tests/reference/chisq"
source("tests/reference/common.R")
set.seed(20261106)
tables <- list(
    mtcars = unclass(table(mtcars$cyl, mtcars$gear)),
    two_by_two = matrix(c(12, 5, 7, 9), 2),
    independent = matrix(rpois(24, 500), 6),
    related = matrix(c(rpois(10, 40), rpois(10, 90)), 4),
    empty_lines = cbind(rbind(matrix(rpois(6, 20), 2), 0), 0),
    extreme = matrix(c(1e6, 1, 1, 1e6), 2)
)
writeLines(c("table,row,column,count", unlist(lapply(names(tables), function(name) {
    x <- tables[[name]]
    paste(name, row(x), col(x), formatC(as.vector(x), format = "d"), sep = ",")
}))), file.path(folder, "input.csv"))
data <- read.csv(file.path(folder, "input.csv"))
lines <- unlist(lapply(unique(data$table), function(name) {
    x <- xtabs(count ~ row + column, data[data$table == name, ])
    x <- x[rowSums(x) > 0, colSums(x) > 0]
    test <- suppressWarnings(chisq.test(x, correct = FALSE))
    paste(name, digits(test$statistic), test$parameter,
          digits(pchisq(test$statistic, test$parameter, lower.tail = FALSE)), sep = ",")
}))
write_expected(folder, 20261106, c("table,chi2,df,p", lines))
