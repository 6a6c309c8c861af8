# Reference values of functions, for tests/reference/functions_test.cpp (probability.R makes those of
# the distributions). Run in this folder: Rscript make.R. Writes dates.csv, mathematics.csv, rows.csv,
# strings.csv and quantile_groups.csv, 17 significant digits; an empty value is missing.

header <- function(con) {
  writeLines(paste0("# ", R.version.string, ", base only; made by make.R"), con)
}
digits <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))

# ---- dates: every day of some years, and single days far away
days <- unique(c(seq(as.integer(as.Date("1899-12-20")), as.integer(as.Date("1901-03-05"))),
                 seq(as.integer(as.Date("1967-05-20")), as.integer(as.Date("1970-01-10"))),
                 seq(as.integer(as.Date("1999-12-20")), as.integer(as.Date("2001-01-10"))),
                 seq(as.integer(as.Date("2019-12-20")), as.integer(as.Date("2022-01-10"))),
                 seq(-250000L, 250000L, by = 4999L)))
date <- as.Date(days, origin = "1970-01-01")
part <- function(format) as.integer(format(date, format))
dates <- data.frame(
  day = days, year = part("%Y"), month = part("%m"), dom = part("%d"),
  quarter = (part("%m") - 1L) %/% 3L + 1L, halfyear = (part("%m") - 1L) %/% 6L + 1L,
  week = part("%V"), dow = part("%u"), doy = part("%j"),
  iso = sprintf("%04d-%02d-%02d", part("%Y"), part("%m"), part("%d")))
con <- file("dates.csv", "w")
header(con)
write.csv(dates, con, row.names = FALSE, quote = FALSE)
close(con)

# ---- mathematics: a grid of arguments for each function, outside its domain too
grid <- c(-1e6, -123.456, -17.6, -2.5, -2, -1.5, -1, -0.75, -0.5, -0.1, -1e-8, 0, 1e-300, 1e-8,
          0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9, 0.999999, 1, 1.0000001, 1.5, 2, 2.5, 3, 3.14159, 5,
          7.321, 8.6, 10, 12.5, 17.3, 20, 33.3, 50, 64, 99.5, 100, 123.456, 170, 250, 500, 700,
          1000, 12345.678, 1e6, 1e9, 1e12)
one <- list(abs = abs, sqrt = sqrt, exp = exp, ln = log, log10 = log10, sin = sin, cos = cos,
            tan = tan, asin = asin, acos = acos, atan = atan, logit = qlogis, ceil = ceiling,
            floor = floor, int = trunc)
rows <- do.call(rbind, lapply(names(one), function(name) {
  y <- suppressWarnings(one[[name]](grid))
  data.frame(f = name, a = grid, b = NA_real_, value = ifelse(is.finite(y), y, NA))
}))
n <- c(0:20, 25, 30, 40, 50, 60, 75, 90, 100, 120, 150, 170, 171, 200, 300, 500, 1000, 5000, 1e5,
       1e6, 1e9)
rows <- rbind(rows, data.frame(f = "lnfactorial", a = n, b = NA_real_, value = lgamma(n + 1)))
pairs <- expand.grid(a = c(0:12, 20, 30, 50, 60, 100, 200, 500, 1000), b = c(0:6, 10, 25, 50, 100))
pairs <- pairs[pairs$b <= pairs$a, ]
rows <- rbind(rows, data.frame(f = "comb", a = pairs$a, b = pairs$b,
                               value = choose(pairs$a, pairs$b)))
con <- file("mathematics.csv", "w")
header(con)
write.csv(data.frame(f = rows$f, a = digits(rows$a), b = digits(rows$b), value = digits(rows$value)),
          con, row.names = FALSE, quote = FALSE)
close(con)

# ---- across the variables of one unit, and logic: three arguments, any of them missing
set.seed(20261122)
values <- c(NA, NA, -7.5, -1, 0, 0.1, 1, 2, 3, 4.25, 10, 1e6, 123456.789)
a <- sample(values, 150, replace = TRUE)
b <- sample(values, 150, replace = TRUE)
c <- sample(values, 150, replace = TRUE)
each <- function(f) mapply(function(...) {
  x <- c(...)
  x <- x[!is.na(x)]
  if (length(x) == 0) NA else f(x)
}, a, b, c)
present <- (!is.na(a)) + (!is.na(b)) + (!is.na(c))
rows <- data.frame(
  a = digits(a), b = digits(b), c = digits(c), max = digits(each(max)), min = digits(each(min)),
  mean = digits(each(mean)), median = digits(each(median)), std = digits(each(sd)),
  total = digits(ifelse(present == 0, 0, each(sum))), missing = 3 - present, valid = present,
  inlist = as.integer(!is.na(a) & ((!is.na(b) & a == b) | (!is.na(c) & a == c))),
  inrange = as.integer(present == 3 & b <= a & a <= c), sysmiss = as.integer(is.na(a)))
con <- file("rows.csv", "w")
header(con)
write.csv(rows, con, row.names = FALSE, quote = FALSE)
close(con)

# ---- strings: positions from both ends, beyond them and 0
texts <- c("a", "A1bx12", "blå bær", "ÆØÅæøå", " A1A ", "0301", "199812", "  x", "y32ssx", "é€ñ")
grid <- expand.grid(s = texts, pos = c(-9, -6, -3, -1, 0, 1, 2, 4, 7), len = c(-1, 0, 1, 3, 50),
                    stringsAsFactors = FALSE)
n <- nchar(grid$s)
start <- ifelse(grid$pos > 0, grid$pos, n + grid$pos + 1)
inside <- grid$pos != 0 & start >= 1 & start <= n & grid$len > 0
ascii <- function(from, to) chartr(paste(from, collapse = ""), paste(to, collapse = ""), grid$s)
strings <- data.frame(
  grid, substr = ifelse(inside, substr(grid$s, start, start + grid$len - 1), ""), length = n,
  upper = ascii(letters, LETTERS), lower = ascii(LETTERS, letters), trim = trimws(grid$s),
  ltrim = trimws(grid$s, "left"), rtrim = trimws(grid$s, "right"),
  starts = as.integer(startsWith(grid$s, "A1")), ends = as.integer(endsWith(grid$s, "x")))
con <- file("strings.csv", "w", encoding = "UTF-8")
header(con)
write.csv(strings, con, row.names = FALSE, quote = FALSE)
close(con)

# ---- groups by quantiles of the selected values; a value that is not selected has no group
groups <- do.call(rbind, lapply(c(2, 3, 4, 10, 100), function(k) {
  x <- c(sample(0:30, 90, replace = TRUE) / 4, rep(NA, 5), rnorm(25))
  selected <- as.integer(runif(length(x)) < 0.7)
  used <- selected == 1 & !is.na(x)
  cuts <- quantile(x[used], (1:(k - 1)) / k, type = 7)
  data.frame(k = k, x = digits(x), selected = selected,
             group = ifelse(used, findInterval(x, cuts, left.open = TRUE), ""))
}))
con <- file("quantile_groups.csv", "w")
header(con)
write.csv(groups, con, row.names = FALSE, quote = FALSE)
close(con)
