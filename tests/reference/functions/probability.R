# Reference values of the central probability functions, for tests/reference/functions_test.cpp.
# Run in this folder: Rscript probability.R. Writes probability.csv, 17 significant digits; an empty
# value is missing. The non-central ones are in noncentral.py, as R computes them to 1e-9 only.

digits <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))

# f,a,b,c,value over a grid of arguments. `call` gets the columns a, b, c. What is infinite or
# undefined is missing. `back`, for quantiles, is the probability of a quantile: where R's own does not
# give the argument back (it stops early, or at 0) the row is left out.
values_of <- function(name, grid, call, back = NULL) {
    for (column in c("a", "b", "c")) if (is.null(grid[[column]])) grid[[column]] <- NA_real_
    y <- suppressWarnings(call(grid$a, grid$b, grid$c))
    rows <- data.frame(f = name, a = grid$a, b = grid$b, c = grid$c,
                       value = ifelse(is.finite(y), y, NA))
    if (is.null(back)) return(rows)
    inside <- is.finite(y) & grid$a > 0 & grid$a < 1 & !(y == 0 & grid$a == 0.5)
    p <- suppressWarnings(back(y, grid$b, grid$c))
    rows[!inside | (y != 0 & abs(p - grid$a) < 1e-12 * pmin(grid$a, 1 - grid$a)), ]
}

x_real <- c(-37, -20, -8.5, -5, -3.1, -2.5, -1.96, -1.3, -0.7, -0.25, -0.03, -1e-5, 0, 1e-8, 1e-3,
            0.1, 0.4, 0.67, 1, 1.28, 1.645, 2, 2.326, 3, 4.2, 6, 9, 15, 25, 37)
x_positive <- c(-1, 0, 1e-10, 1e-4, 0.05, 0.3, 0.9, 1, 1.7, 2.5, 3.84, 5.99, 9, 12.5, 20, 45, 120)
p_grid <- c(0, 1e-100, 1e-12, 1e-5, 0.001, 0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95,
            0.975, 0.9999, 1)
df <- c(-2, 0, 0.3, 1, 2, 3, 4.5, 10, 30, 100, 1234.5, 1e6)
few_df <- c(0.5, 2, 10, 200)
shape <- c(0.2, 0.5, 1, 3.7, 80)
x_unit <- c(-0.1, 0, 1e-12, 1e-3, 0.01, 0.1, 0.25, 0.3, 0.5, 0.62, 0.8, 0.95, 0.999, 1, 1.5)

binomials <- rbind(
    expand.grid(a = c(0, 1, 2, 10, 25.9, 60), b = c(-1, 0, 1, 2.7, 3, 8, 10, 11, 30, 59),
                c = c(0, 1e-6, 0.03, 0.3, 0.5, 0.9, 1)),
    data.frame(a = 1e5, b = c(10, 900, 1000, 1100, 3000), c = 0.01),
    data.frame(a = c(-1, 10, 10), b = 2, c = c(0.5, -0.1, 1.1)))
of_x_df <- function(x) expand.grid(a = x, b = df)
of_x_dfs <- function(x) rbind(expand.grid(a = x, b = few_df, c = few_df),
                              data.frame(a = 1, b = c(-1, 1, 0, 1), c = c(1, -1, 1, 0)))
of_shapes <- function(x) rbind(expand.grid(a = x, b = shape, c = shape),
                               data.frame(a = 0.5, b = c(-1, 1, 0, 1), c = c(1, -1, 1, 0)))
# An invalid parameter gives missing also where R answers at the edge of the support.
valid <- function(ok, y) ifelse(ok, y, NA)

rows <- rbind(
    values_of("normal", data.frame(a = c(x_real, seq(-6, 6, by = 0.37))),
              function(a, b, c) pnorm(a)),
    values_of("normalden", expand.grid(a = c(x_real, 105), b = c(0, 100), c = c(-1, 0, 0.01, 1, 15)),
              function(a, b, c) valid(c > 0, dnorm(a, b, c))),
    values_of("binomial", binomials, function(a, b, c) pbinom(floor(b), floor(a), c)),
    values_of("binomialp", binomials, function(a, b, c) dbinom(floor(b), floor(a), c)),
    values_of("binomialtail", binomials,
              function(a, b, c) pbinom(floor(b) - 1, floor(a), c, lower.tail = FALSE)),
    values_of("chi2", of_x_df(x_positive), function(a, b, c) valid(b > 0, pchisq(a, b))),
    values_of("chi2tail", of_x_df(x_positive),
              function(a, b, c) valid(b > 0, pchisq(a, b, lower.tail = FALSE))),
    values_of("chi2den", of_x_df(x_positive), function(a, b, c) valid(b > 0, dchisq(a, b))),
    values_of("invchi2", of_x_df(p_grid), function(a, b, c) valid(b > 0, qchisq(a, b)),
              back = function(a, b, c) pchisq(a, b)),
    values_of("invchi2tail", of_x_df(p_grid),
              function(a, b, c) valid(b > 0, qchisq(a, b, lower.tail = FALSE)),
              back = function(a, b, c) pchisq(a, b, lower.tail = FALSE)),
    values_of("F", of_x_dfs(x_positive), function(a, b, c) valid(b > 0 & c > 0, pf(a, b, c))),
    values_of("Ftail", of_x_dfs(x_positive),
              function(a, b, c) valid(b > 0 & c > 0, pf(a, b, c, lower.tail = FALSE))),
    values_of("Fden", of_x_dfs(x_positive), function(a, b, c) valid(b > 0 & c > 0, df(a, b, c))),
    values_of("invF", of_x_dfs(p_grid), function(a, b, c) valid(b > 0 & c > 0, qf(a, b, c)),
              back = function(a, b, c) pf(a, b, c)),
    values_of("invFtail", of_x_dfs(p_grid),
              function(a, b, c) valid(b > 0 & c > 0, qf(a, b, c, lower.tail = FALSE)),
              back = function(a, b, c) pf(a, b, c, lower.tail = FALSE)),
    values_of("ibeta", of_shapes(x_unit), function(a, b, c) valid(b > 0 & c > 0, pbeta(a, b, c))),
    values_of("ibetatail", of_shapes(x_unit),
              function(a, b, c) valid(b > 0 & c > 0, pbeta(a, b, c, lower.tail = FALSE))),
    values_of("betaden", of_shapes(x_unit), function(a, b, c) valid(b > 0 & c > 0, dbeta(a, b, c))),
    values_of("invibeta", of_shapes(p_grid), function(a, b, c) valid(b > 0 & c > 0, qbeta(a, b, c)),
              back = function(a, b, c) pbeta(a, b, c)),
    values_of("invibetatail", of_shapes(p_grid),
              function(a, b, c) valid(b > 0 & c > 0, qbeta(a, b, c, lower.tail = FALSE)),
              back = function(a, b, c) pbeta(a, b, c, lower.tail = FALSE)),
    values_of("t", of_x_df(x_real), function(a, b, c) valid(b > 0, pt(a, b))),
    values_of("ttail", of_x_df(x_real),
              function(a, b, c) valid(b > 0, pt(a, b, lower.tail = FALSE))),
    values_of("tden", of_x_df(x_real), function(a, b, c) valid(b > 0, dt(a, b))),
    values_of("invt", of_x_df(p_grid),
              function(a, b, c) valid(b > 0, ifelse(a == 0.5, 0, qt(a, b))),
              back = function(a, b, c) pt(a, b)),
    values_of("invttail", of_x_df(p_grid),
              function(a, b, c) valid(b > 0, ifelse(a == 0.5, 0, qt(a, b, lower.tail = FALSE))),
              back = function(a, b, c) pt(a, b, lower.tail = FALSE)))

con <- file("probability.csv", "w")
writeLines(paste0("# ", R.version.string, ", base only; made by probability.R"), con)
write.csv(data.frame(f = rows$f, a = digits(rows$a), b = digits(rows$b), c = digits(rows$c),
                     value = digits(rows$value)),
          con, row.names = FALSE, quote = FALSE)
close(con)
