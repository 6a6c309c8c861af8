#!/usr/bin/env python3
"""Reference values of the non-central probability functions, for functions_test.cpp.

Run in this folder: python3 noncentral.py (Debian: python3-mpmath). Writes noncentral.csv. R computes
these to 1e-9 at best, so the definitions are evaluated with 40 digits instead:

- chi-squared and F: the Poisson mixture of central distributions, summed outwards from its largest
  term until a term no longer counts;
- t: the integral over s of P(Z <= x s - noncentrality) times the density of s = sqrt(chi2 / df);
- inverses: for x of a grid, p = upper(x) rounded to a double, and x corrected to first order for
  that rounding, which leaves an error far below one in the last place.
"""

import itertools

import mpmath as mp

mp.mp.dps = 40


def mixture(noncentrality, term):
    """Sum over j of the Poisson(noncentrality / 2) probability of j times term(j)."""
    half = mp.mpf(noncentrality) / 2

    def weighted(j):
        return mp.exp(-half + j * mp.log(half) - mp.loggamma(j + 1)) * term(j)

    # Ascend to the largest term; the sequence has one top.
    top = int(half)
    while weighted(top + 1) > weighted(top):
        top += 1
    while top > 0 and weighted(top - 1) > weighted(top):
        top -= 1
    total = weighted(top)
    for direction in (1, -1):
        j = top + direction
        while j >= 0:
            value = weighted(j)
            total += value
            if value < total * mp.mpf(10) ** -35:
                break
            j += direction
    return total


def chi2_terms(x, df):
    x, df = mp.mpf(x), mp.mpf(df)
    return {
        "nchi2": lambda j: mp.gammainc(df / 2 + j, 0, x / 2, regularized=True),
        "nchi2tail": lambda j: mp.gammainc(df / 2 + j, x / 2, mp.inf, regularized=True),
        "nchi2den": lambda j: mp.exp((df / 2 + j - 1) * mp.log(x / 2) - x / 2
                                     - mp.loggamma(df / 2 + j)) / 2,
    }


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def f_terms(x, df1, df2):
    x, a, b = mp.mpf(x), mp.mpf(df1) / 2, mp.mpf(df2) / 2
    y = a * x / (b + a * x)
    rest = b / (b + a * x)
    return {
        "nF": lambda j: mp.betainc(a + j, b, 0, y, regularized=True),
        "nFtail": lambda j: mp.betainc(b, a + j, 0, rest, regularized=True),
        # The density of y at y, times dy/dx = (a / b) rest^2
        "nFden": lambda j: mp.exp((a + j - 1) * mp.log(y) + (b - 1) * mp.log(rest)
                                  - log_beta(a + j, b)) * a / b * rest ** 2,
    }


def t_integral(df, integrand):
    """Integral over s > 0 of exp(log density of s) * integrand(s)."""
    df = mp.mpf(df)
    constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def whole(u):  # s = exp(u)
        s = mp.exp(u)
        return mp.exp(constant + df * u - df / 2 * s * s) * integrand(s)

    # Pieces around the top of the integrand, as wide as the density of log s.
    grid = [mp.mpf(i) / 64 for i in range(-1200, 200)]
    top = max(grid, key=whole)
    width = 1 / mp.sqrt(2 * df + 2)
    pieces = [top + k * width for k in (-40, -20, -10, -6, -4, -2, -1, 0, 1, 2, 4, 6, 10)]
    pieces = [top - 40 * width - 90 / df, *pieces, pieces[-1] + 4]
    # The rule stops at an absolute error, so the integrand is scaled to 1.
    scale = whole(top)
    return scale * mp.quad(lambda u: whole(u) / scale, pieces, maxdegree=8)


def t_values(x, df, noncentrality):
    x, d = mp.mpf(x), mp.mpf(noncentrality)
    return {
        "nt": lambda: t_integral(df, lambda s: mp.ncdf(x * s - d)),
        "nttail": lambda: t_integral(df, lambda s: mp.ncdf(d - x * s)),
        "ntden": lambda: t_integral(df, lambda s: s * mp.npdf(x * s - d)),
    }


def inverse(x, upper, density):
    """The double nearest to p = upper, and the x that belongs to it."""
    p = float(upper)
    return p, mp.mpf(x) + (upper - mp.mpf(p)) / density


def main():
    rows = []

    def add(function, arguments, value):
        shown = [repr(float(a)) for a in arguments] + [""] * (4 - len(arguments))
        rows.append(",".join([function, *shown, "" if value is None else mp.nstr(value, 20)]))

    for x, df, lam in itertools.product((0.01, 0.8, 5.99, 21.5, 90), (0.7, 2, 11, 60),
                                        (0.05, 1.5, 30, 250)):
        for function, term in chi2_terms(x, df).items():
            add(function, (x, df, lam), mixture(lam, term))
    for x, df1, df2, lam in itertools.product((0.02, 0.6, 3.5, 17), (1, 2.5, 12), (3, 20, 150),
                                              (0.3, 1.5, 40)):
        values = {f: mixture(lam, term) for f, term in f_terms(x, df1, df2).items()}
        for function, value in values.items():
            add(function, (x, df1, df2, lam), value)
        if values["nFtail"] > mp.mpf(10) ** -30 and values["nF"] > mp.mpf(10) ** -3:
            p, corrected = inverse(x, values["nFtail"], values["nFden"])
            add("invnFtail", (p, df1, df2, lam), corrected)
    for x, df, lam in itertools.product((-30, -4, -1.2, -0.01, 0.3, 2, 5, 60), (0.8, 3, 10, 95),
                                        (-2.5, 0.5, 1.5, 12)):
        values = {f: value() for f, value in t_values(x, df, lam).items()}
        for function, value in values.items():
            add(function, (x, df, lam), value)
        if values["nttail"] > mp.mpf(10) ** -30 and values["nt"] > mp.mpf(10) ** -3:
            p, corrected = inverse(x, values["nttail"], values["ntden"])
            add("invnttail", (p, df, lam), corrected)

    # Edges and invalid parameters: an empty value is missing.
    for function, support in (("nchi2", 0), ("nchi2tail", 1), ("nchi2den", 0)):
        add(function, (-1, 3, 2), support)
        add(function, (1, -1, 2), None)
        add(function, (1, 3, -2), None)
    for function, support in (("nF", 0), ("nFtail", 1), ("nFden", 0)):
        add(function, (-1, 3, 5, 2), support)
        add(function, (1, 0, 5, 2), None)
        add(function, (1, 3, -5, 2), None)
        add(function, (1, 3, 5, -2), None)
    for function in ("nt", "nttail", "ntden"):
        add(function, (1, -3, 2), None)
    add("invnFtail", (1, 3, 5, 2), 0)
    add("invnFtail", (0, 3, 5, 2), None)
    add("invnFtail", (1.5, 3, 5, 2), None)
    for p in (0, 1, -0.5):
        add("invnttail", (p, 5, 2), None)

    with open("noncentral.csv", "w", encoding="ascii") as file:
        file.write(f"# mpmath {mp.__version__}, 40 digits; made by noncentral.py\n")
        file.write("f,a,b,c,d,value\n")
        file.write("\n".join(rows) + "\n")


main()
