// How the data file is split and read: what the CSV reader of the official tools accepts and
// refuses.
#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/package/csv_scanner.h"
#include "support/slow_source.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

using base::Code;

struct CsvCase {
    const char* name;
    const char* type;  // of the measure
    std::string_view csv;
    const char* rules;  // of the errors; empty: accepted
};

using namespace std::string_view_literals;

constexpr std::string_view kSecond = "2;7;2020-01-01;2020-12-31;\n";

constexpr CsvCase kCsvCases[] = {
    {"ordinary", "LONG", "1;7;2020-01-01;2020-12-31;\n", ""},
    {"last line without its end", "LONG", "1;7;2020-01-01;2020-12-31;", ""},
    {"CRLF", "LONG", "1;7;2020-01-01;2020-12-31;\r\n2;7;2020-01-01;2020-12-31;\r\n", ""},
    {"CR", "LONG", "1;7;2020-01-01;2020-12-31;\r2;7;2020-01-01;2020-12-31;\r", ""},
    {"BOM", "LONG",
     "\xEF\xBB\xBF"
     "1;7;2020-01-01;2020-12-31;\n",
     ""},
    {"BOM alone", "LONG", "\xEF\xBB\xBF", "C1"},
    {"zero bytes", "LONG", "", "C1"},
    {"empty lines are skipped", "LONG", "\n\r\n1;7;2020-01-01;2020-12-31;\n\n\n", ""},
    {"only empty lines", "LONG", "\n\n", "T1 T2"},
    {"a line of blanks", "LONG", "  \n", "C2"},
    {"four columns", "LONG", "1;7;2020-01-01;2020-12-31\n", "C2"},
    {"six columns", "LONG", "1;7;2020-01-01;2020-12-31;;\n", "C2"},
    {"comma as separator", "LONG", "1,7,2020-01-01,2020-12-31,\n", "C2"},
    {"text in column 5", "LONG", "1;7;2020-01-01;2020-12-31;whatever\n", ""},
    {"column 5 not UTF-8", "LONG", "1;7;2020-01-01;2020-12-31;\xFF\n", "C4"},
    {"identifier not UTF-8", "LONG", "\xC3;7;2020-01-01;2020-12-31;\n", "C4"},
    {"value not UTF-8", "STRING", "1;\xE6\xF8;2020-01-01;2020-12-31;\n", "C4"},
    {"Norwegian letters", "STRING", "1;æøå;2020-01-01;2020-12-31;\n", ""},

    {"separator in quotes", "STRING", "1;\"a;b\";2020-01-01;2020-12-31;\n", ""},
    {"quote in quotes", "STRING", "1;\"a\"\"b\";2020-01-01;2020-12-31;\n", ""},
    {"text behind the closing quote", "STRING", "1;\"a\"b;2020-01-01;2020-12-31;\n", ""},
    {"quote within a cell", "STRING", "1;a\"b;2020-01-01;2020-12-31;\n", ""},
    {"line break in quotes", "STRING", "1;\"a\nb\";2020-01-01;2020-12-31;\n", "C2"},
    {"quote not closed", "STRING", "1;\"a;2020-01-01;2020-12-31;", "C2"},
    {"empty in quotes", "STRING", "1;\"\";2020-01-01;2020-12-31;\n", "D2"},
    {"number in quotes", "LONG", "\"1\";\"7\";\"2020-01-01\";\"2020-12-31\";\"\"\n", ""},

    {"NA is a text", "STRING", "1;NA;2020-01-01;2020-12-31;\n", ""},
    {"blanks alone", "STRING", "1;   ;2020-01-01;2020-12-31;\n", "D2"},
    {"a tab is not trimmed", "STRING", "1;\t;2020-01-01;2020-12-31;\n", ""},
    {"identifier of blanks", "STRING", "  ;a;2020-01-01;2020-12-31;\n", "D1"},

    {"negative", "LONG", "1;-7;2020-01-01;2020-12-31;\n", ""},
    {"leading zeros", "LONG", "1;007;2020-01-01;2020-12-31;\n", ""},
    {"plus", "LONG", "1;+7;2020-01-01;2020-12-31;\n", "C3"},
    {"space around", "LONG", "1; \t7 \t;2020-01-01;2020-12-31;\n", ""},
    {"blank inside", "LONG", "1;1 000;2020-01-01;2020-12-31;\n", "C3"},
    {"hexadecimal", "LONG", "1;0xFf;2020-01-01;2020-12-31;\n", ""},
    {"hexadecimal of 16 digits", "LONG", "1;0xffffffffffffffff;2020-01-01;2020-12-31;\n", ""},
    {"hexadecimal of 17 digits", "LONG", "1;0x0ffffffffffffffff;2020-01-01;2020-12-31;\n", "C3"},
    {"hexadecimal without digits", "LONG", "1;0x;2020-01-01;2020-12-31;\n", "C3"},
    {"negative hexadecimal", "LONG", "1;-0x1;2020-01-01;2020-12-31;\n", "C3"},
    {"lowest", "LONG", "1;-9223372036854775808;2020-01-01;2020-12-31;\n", ""},
    {"too low", "LONG", "1;-9223372036854775809;2020-01-01;2020-12-31;\n", "C3"},
    {"too high", "LONG", "1;9223372036854775808;2020-01-01;2020-12-31;\n", "C3"},
    {"decimal as LONG", "LONG", "1;7.0;2020-01-01;2020-12-31;\n", "C3"},
    {"minus alone", "LONG", "1;-;2020-01-01;2020-12-31;\n", "C3"},
    {"only blanks as LONG", "LONG", "1; ;2020-01-01;2020-12-31;\n", "C3"},
    {"empty LONG", "LONG", "1;;2020-01-01;2020-12-31;\n", "D3"},
    {"null spelling", "LONG", "1;#N/A N/A;2020-01-01;2020-12-31;\n", "D3"},
    {"null spelling with a blank", "LONG", "1; NA;2020-01-01;2020-12-31;\n", "C3"},
    {"another case of null", "LONG", "1;Null;2020-01-01;2020-12-31;\n", "C3"},

    {"decimal point", "DOUBLE", "1;7.5;2020-01-01;2020-12-31;\n", ""},
    {"exponent", "DOUBLE", "1;-7.5e-3;2020-01-01;2020-12-31;\n", ""},
    {"point first", "DOUBLE", "1;.5;2020-01-01;2020-12-31;\n", ""},
    {"too small to tell from zero", "DOUBLE", "1;1e-400;2020-01-01;2020-12-31;\n", ""},
    {"decimal comma", "DOUBLE", "1;7,5;2020-01-01;2020-12-31;\n", "C3"},
    {"infinity", "DOUBLE", "1;inf;2020-01-01;2020-12-31;\n", "C6"},
    {"too large", "DOUBLE", "1;1e400;2020-01-01;2020-12-31;\n", "C6"},
    {"NAN that is not null", "DOUBLE", "1;NAN;2020-01-01;2020-12-31;\n", "C6"},
    {"nan that is null", "DOUBLE", "1;nan;2020-01-01;2020-12-31;\n", "D3"},

    {"DATE measure before 1880", "DATE", "1;1814-05-17;2020-01-01;2020-12-31;\n", ""},
    {"year 0000", "DATE", "1;0000-01-01;2020-01-01;2020-12-31;\n", ""},
    {"not in the calendar", "DATE", "1;2021-02-29;2020-01-01;2020-12-31;\n", "C3"},
    {"date of eight digits", "DATE", "1;20210228;2020-01-01;2020-12-31;\n", "C3"},
    {"date with time", "DATE", "1;2021-02-28T00:00;2020-01-01;2020-12-31;\n", "C3"},

    {"first day", "LONG", "1;7;1880-04-14;2020-12-31;\n", ""},
    {"before the first day", "LONG", "1;7;1880-04-13;2020-12-31;\n", "C5"},
    {"last day", "LONG", "1;7;2020-01-01;2059-09-18;\n", ""},
    {"after the last day", "LONG", "1;7;2020-01-01;2059-09-19;\n", "C5"},
    {"9999-12-31 for open", "LONG", "1;7;2020-01-01;9999-12-31;\n", "C5"},
    {"start 9999-12-31", "LONG", "1;7;9999-12-31;;\n", "C5"},
    {"spaces around a date", "LONG", "1;7; 2020-01-01\t;2020-12-31;\n", ""},
    {"date in Norwegian", "LONG", "1;7;01.01.2020;2020-12-31;\n", "C3"},
};

TEST(CsvRules, AcceptAndRefuse) {
    for (const CsvCase& csv_case : kCsvCases) {
        SCOPED_TRACE(csv_case.name);
        const Report report = report_of(described("EVENT", csv_case.type), csv_case.csv);
        EXPECT_EQ(rules_of(report), csv_case.rules);
    }
}

TEST(CsvRules, NullStopIsAnOpenSpell) {
    for (const char* null : {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan",
                             "1.#IND", "1.#QNAN", "N/A", "NA", "NULL", "NaN", "n/a", "nan", "null"})
        EXPECT_EQ(
            rules_of(report_of(described("EVENT", "LONG"), "1;7;2020-01-01;" + std::string(null) +
                                                               ";\n" + std::string(kSecond))),
            "")
            << null;
}

TEST(CsvRules, TellPlaceTypeAndValue) {
    const Report report =
        report_of(described("EVENT", "LONG"), "\n1;7;2020-01-01;;\r\n\r\n2;seven;2020-01-01;;\n");
    ASSERT_EQ(report.findings.size(), 1U);
    const Finding& finding = report.findings.front();
    EXPECT_EQ(finding.rule, "C3");
    EXPECT_EQ(finding.message.code, Code::DataCellType);
    EXPECT_EQ(finding.file, "TEST/TEST.csv");
    EXPECT_EQ(finding.line, 4U);
    EXPECT_EQ(finding.column, 1U);
    EXPECT_EQ(finding.value, "seven");
    ASSERT_EQ(finding.message.arguments.size(), 3U);
    EXPECT_EQ(finding.message.arguments[0].text(base::Language::English), "1 (value)");
    EXPECT_EQ(finding.message.arguments[1].text(base::Language::English), "LONG");
}

TEST(CsvRules, EachFaultHasItsMessage) {
    const auto code_of = [](const char* type, std::string_view csv) {
        const Report report = report_of(described("EVENT", type), csv);
        return report.findings.empty() ? Code{} : report.findings.front().message.code;
    };
    EXPECT_EQ(code_of("LONG", ""), Code::DataFileEmpty);
    EXPECT_EQ(code_of("LONG", "1\n"), Code::DataColumnCount);
    EXPECT_EQ(code_of("STRING", "1;\"\n"), Code::DataQuoteOpen);
    EXPECT_EQ(code_of("LONG", "\xFF;1;;;\n"), Code::DataNotUtf8);
    EXPECT_EQ(code_of("LONG", "1;1;1799-01-01;;\n"), Code::DataDayOutOfRange);
    EXPECT_EQ(code_of("DOUBLE", "1;INF;;;\n"), Code::DataNotFinite);
}

TEST(CsvRules, AHeaderIsKnownAsSuch) {
    const auto seems_header = [](const char* type, std::string_view csv) {
        const Report report = report_of(described("EVENT", type), csv);
        EXPECT_EQ(rules_of(report), "C3") << csv;
        return !report.findings.empty() &&
               base::hint_text(report.findings.front().message, base::Language::English)
                       .find("header") != std::string::npos;
    };
    const std::string row = "1;7;2020-01-01;2020-12-31;\n";
    EXPECT_TRUE(seems_header("LONG", "unit_id;value;start;stop;attributes\n" + row));
    EXPECT_TRUE(seems_header("STRING", "\xEF\xBB\xBFid;verdi;fra;til;\n" + row));
    EXPECT_FALSE(seems_header("STRING", row + "unit_id;value;start;stop;\n"));
    EXPECT_FALSE(seems_header("STRING", "1;7;01.01.2020;31.12.2020;\n"));
    EXPECT_FALSE(seems_header("LONG", "1;sju;2020-01-01;2020-12-31;\n"));
}

TEST(CsvRules, ARecordFitsIntoOneMebibyte) {
    const std::string rest = ";2020-01-01;2020-12-31;";
    const std::string longest =
        "1;" + std::string(kLongestRecordBytes - 2 - rest.size(), 'x') + rest + "\n";
    EXPECT_EQ(rules_of(report_of(described("EVENT", "STRING"), longest)), "");
    const Report report = report_of(described("EVENT", "STRING"), "\n1;x" + longest.substr(2));
    EXPECT_EQ(rules_of(report), "C2");
    EXPECT_EQ(report.findings.front().message.code, Code::DataRecordLong);
    EXPECT_EQ(report.findings.front().line, 2U);
    // Longer than every buffer.
    EXPECT_EQ(rules_of(report_of(described("EVENT", "STRING"),
                                 "1;" + std::string(std::size_t{9} << 20, 'x'))),
              "C2");
}

std::string records_of(ByteSource& source) {
    CsvScanner scanner(source);
    Record record;
    std::string all;
    while (scanner.next(record) == CsvScanner::Step::Record) {
        all += std::to_string(record.line);
        for (const std::string_view cell : record.cells) all += "|" + std::string(cell);
        all += "\n";
    }
    return all;
}

TEST(CsvScanner, DoesNotDependOnWhereTheBufferEnds) {
    // Longer than the scanner's buffer, with every kind of line end at every place.
    std::string text;
    constexpr std::string_view kLines[] = {"1;\"a;\"\"b\"\"\"c;2020-01-01;;\r\n", "2;x;;;\r",
                                           "\r\n", "3;y;;;\n", "\n"};
    for (std::size_t row = 0; text.size() < (std::size_t{9} << 20); ++row) {
        text += kLines[row % 5];
        if (row % 1001 == 0) text += "4;" + std::string(row % 977, 'z') + ";;;\n";
    }
    std::string expected;
    std::uint64_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text.find_first_of("\r\n", at);
        std::string_view row = std::string_view(text).substr(at, end - at);
        if (text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n') ++end;
        ++line;
        at = end + 1;
        if (row.empty()) continue;
        expected += std::to_string(line) + "|";
        if (row.front() == '1') {
            expected += "1|a;\"b\"c|2020-01-01||\n";
            continue;
        }
        for (const char character : row) expected += character == ';' ? '|' : character;
        expected += "\n";
    }
    EXPECT_TRUE(records_of(*text_source(text)) == expected);
    testing::SlowSource slow(text, 4093);
    EXPECT_TRUE(records_of(slow) == expected);
}

}  // namespace
}  // namespace skjerm::package::tests
