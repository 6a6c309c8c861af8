# Shared by the make.R of every estimator: the test input and the header of expected.csv.
# Run a script from the root of the project: Rscript tests/reference/<estimator>/make.R

# Numbers with all their digits: the input must come back bit for bit.
digits <- function(x) ifelse(is.na(x), "NA", trimws(formatC(x, digits = 17, format = "g")))

# Values by case: ordinary, awkward and degenerate.
number_cases <- function() {
    list(
        wage = c(round(exp(rnorm(480, 12.9, 0.6))), rep(NA, 20)),
        debt = round(rnorm(301, -2000, 90000)),
        ties = sample(0:12, 400, replace = TRUE),
        real = rt(250, df = 3) / 7,
        offset = 1e9 + sample(0:63, 200, replace = TRUE) / 64,
        tiny = runif(60) * 1e-290,
        constant = rep(412300, 30),
        missing = rep(NA_real_, 12),
        one = 7.25,
        two = c(3, 4.5)
    )
}

write_input <- function(folder, cases) {
    lines <- unlist(lapply(names(cases), function(name)
        if (length(cases[[name]]) > 0) paste0(name, ",", digits(cases[[name]]))))
    writeLines(c("case,value", lines), file.path(folder, "input.csv"))
}

read_cases <- function(folder) {
    data <- read.csv(file.path(folder, "input.csv"))
    split(data$value, factor(data$case, unique(data$case)))
}

# `lines`: data lines with their own header line first.
write_expected <- function(folder, seed, lines) {
    input <- file.path(folder, "input.csv")
    hash <- strsplit(system2("sha256sum", input, stdout = TRUE), " ")[[1]][1]
    writeLines(c(
        paste("#", R.version.string),
        paste("# date", format(Sys.Date())),
        paste("# seed", seed),
        paste("# input sha256", hash),
        lines
    ), file.path(folder, "expected.csv"))
}

# case,statistic,value for every case and every function of `statistics` on the valid values.
statistics_of <- function(cases, statistics) {
    c("case,statistic,value", unlist(lapply(names(cases), function(name) {
        x <- cases[[name]][!is.na(cases[[name]])]
        values <- sapply(statistics, function(f) f(x))
        paste(name, names(statistics), digits(values), sep = ",")
    })))
}
