# The same work in data.table: Rscript data_table.R <folder> <repetitions> <threads>. The folder holds
# the columns and, in `works`, the names of the works wanted, one a line.
# Prints name, tab, median milliseconds. Reading the columns is not timed.
arguments <- commandArgs(TRUE)
folder <- arguments[1]
repetitions <- as.integer(arguments[2])
suppressPackageStartupMessages(library(data.table))
setDTthreads(as.integer(arguments[3]))

read_column <- function(name, size) {
    file <- file.path(folder, name)
    readBin(file, "integer", file.size(file) / size, size)
}
person <- data.table(
    sex = read_column("sex", 1),
    municipality = read_column("municipality", 2),
    wage = read_column("wage", 4),  # the smallest integer is NA in R as well
    link = read_column("link", 4),
    family = read_column("family", 4)
)
person[, municipality_text := factor(sprintf("0%d", municipality))]
value <- read_column("value", 4)

works <- list(
    "tabulate sex" = function() person[, .N, keyby = sex],
    "tabulate municipality sex (integers)" = function() person[, .N, keyby = .(municipality, sex)],
    "tabulate municipality sex (text)" =
        function() person[, .N, keyby = .(municipality_text, sex)],
    "summarize wage, clipped, five percentiles" = function() {
        x <- person$wage
        bounds <- quantile(x, c(0.01, 0.25, 0.5, 0.75, 0.99), na.rm = TRUE)
        clipped <- pmin(pmax(x, bounds[1]), bounds[5])
        c(mean(clipped, na.rm = TRUE), sd(clipped, na.rm = TRUE), bounds)
    },
    "mean and sd of wage in 356 groups" = function()
        person[, .(mean(wage, na.rm = TRUE), sd(wage, na.rm = TRUE)), keyby = municipality],
    "collapse sum of wage to 2.5 M families" = function()
        person[, .(s = sum(wage, na.rm = TRUE)), keyby = family],
    # Nothing around the functions: with it data.table runs R code for every family, for minutes.
    "collapse mean, sd and median of wage to 2.5 M families" = function()
        person[, .(mean(wage, na.rm = TRUE), sd(wage, na.rm = TRUE), median(wage, na.rm = TRUE)),
               keyby = family],
    "aggregate sum of wage by family" = function() {
        person[, s := sum(wage, na.rm = TRUE), by = family]
        person[, s := NULL]
    },
    "merge one column over a link, keys resolved" = function() value[person$link + 1L],
    "replace x = x * 2 + 1000" = function() person[, .(x = wage * 2L + 1000L)],
    "replace x = 0 if sysmiss(x) & municipality > 1000" = function()
        person[, .(x = fifelse(is.na(wage) & municipality > 1000L, 0L, wage))],
    "recode x into four groups" = function()
        person[, .(x = fcase(is.na(wage), 0L, wage <= 300000L, 1L, wage <= 600000L, 2L,
                             default = 3L))],
    "keep if x > 400000, three variables" = function()
        person[wage > 400000L, .(wage, sex, municipality)],
    "reshape-to-panel x, two years" = function()
        melt(data.table(sex = person$sex, x1 = person$wage, x2 = value),
             measure.vars = c("x1", "x2"))
)
for (name in intersect(names(works), readLines(file.path(folder, "works")))) {
    times <- replicate(repetitions, system.time(works[[name]]())[["elapsed"]] * 1000)
    cat(name, "\t", median(times), "\n", sep = "")
}
