# Cell counts of two variables with missing values: table(). A missing code is written NA.
folder <- "tests/reference/crosstab"
source("tests/reference/common.R")
set.seed(20261105)
n <- 2000
region <- sample(c("0301", "1103", "3024", "5401", NA), n, TRUE, c(4, 3, 2, 1, 1))
age <- sample(c(-3, 0, 17, 18, 67, 110, NA), n, TRUE)
sex <- sample(1:2, n, TRUE)
write.csv(data.frame(region, age, sex), file.path(folder, "input.csv"),
          row.names = FALSE, quote = FALSE)
data <- read.csv(file.path(folder, "input.csv"), colClasses = c(region = "character"))
as_lines <- function(name, counted) {
    cells <- as.data.frame(counted, stringsAsFactors = FALSE)
    cells <- cells[cells$Freq > 0, ]
    levels <- cells[, setdiff(names(cells), "Freq"), drop = FALSE]
    levels[is.na(levels)] <- "NA"
    paste(name, apply(levels, 1, paste, collapse = "/"), cells$Freq, sep = ",")
}
write_expected(folder, 20261105, c(
    "table,levels,count",
    as_lines("region", table(region = data$region)),
    as_lines("region age", table(region = data$region, age = data$age)),
    as_lines("region age sex missing", table(region = data$region, age = data$age, sex = data$sex,
                                             useNA = "ifany"))
))
