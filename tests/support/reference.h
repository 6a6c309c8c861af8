// Reading of tests/reference/<estimator>/: input.csv and expected.csv, as their make.R wrote them.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::testing {

using CsvLine = std::vector<std::string>;

inline std::string reference_file(const std::string& estimator, const std::string& file) {
    return SKJERM_SOURCE_DIR "/tests/reference/" + estimator + "/" + file;
}

/// Data lines of a file; comments and the line of column names left out.
inline std::vector<CsvLine> read_csv(const std::string& path) {
    std::ifstream in(path);
    EXPECT_TRUE(in.good()) << path;
    std::vector<CsvLine> lines;
    std::string text;
    bool named = false;
    while (std::getline(in, text)) {
        if (text.starts_with('#')) continue;
        if (!named) {
            named = true;
            continue;
        }
        CsvLine& line = lines.emplace_back();
        std::istringstream fields(text);
        for (std::string field; std::getline(fields, field, ',');) line.push_back(field);
    }
    return lines;
}

/// "NA" is NaN.
inline double number_of(const std::string& field) {
    return field == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(field);
}

/// The values of every case of input.csv; fails the test when it is not the file that expected.csv
/// was made from.
inline std::map<std::string, std::vector<double>> reference_input(const std::string& estimator) {
    std::ifstream input(reference_file(estimator, "input.csv"));
    std::ostringstream bytes;
    bytes << input.rdbuf();
    std::ifstream expected(reference_file(estimator, "expected.csv"));
    std::ostringstream header;
    header << expected.rdbuf();
    const std::string hash = base::to_hex(base::sha256(bytes.str()));
    EXPECT_NE(header.str().find("# input sha256 " + hash), std::string::npos)
        << estimator << ": run make.R again";
    std::map<std::string, std::vector<double>> cases;
    for (const CsvLine& line : read_csv(reference_file(estimator, "input.csv")))
        cases[line.at(0)].push_back(number_of(line.at(1)));
    return cases;
}

/// Closed forms agree to 1e-12, relative to the value but at least to `floor`.
inline void expect_reference(double actual, double expected, double floor,
                             const std::string& what) {
    if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(actual)) << what << ": " << actual;
        return;
    }
    EXPECT_NEAR(actual, expected, 1e-12 * std::max(std::abs(expected), floor)) << what;
}

}  // namespace skjerm::testing
