#include "skjerm/render/words.h"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "skjerm/base/check.h"
#include "skjerm/base/utf8.h"

namespace skjerm::render {

namespace {

using base::Language;
using base::LocalizedText;
using released::Category;
using released::CellState;
using released::Protection;
using released::Statistic;

/// Below this a probability is shown as "smaller than".
constexpr double kSmallestP = 0.001;

struct StatisticWords {
    std::string_view code;
    LocalizedText label;
};

StatisticWords words_of(Statistic statistic) {
    switch (statistic) {
        case Statistic::Frequency:
            return {"freq", {"Antall", "Count"}};
        case Statistic::RowPercent:
            return {"rowpct", {"Rad %", "Row %"}};
        case Statistic::ColumnPercent:
            return {"colpct", {"Kolonne %", "Column %"}};
        case Statistic::CellPercent:
            return {"cellpct", {"Celle %", "Cell %"}};
        case Statistic::Count:
            return {"count", {"Antall", "N"}};
        case Statistic::Mean:
            return {"mean", {"Gjennomsnitt", "Mean"}};
        case Statistic::StandardDeviation:
            return {"std", {"Std.avvik", "Std. dev."}};
        case Statistic::Sum:
            return {"sum", {"Sum", "Sum"}};
        case Statistic::Percentile1:
            return {"p1", {"1 %", "1 %"}};
        case Statistic::Percentile25:
            return {"p25", {"25 %", "25 %"}};
        case Statistic::Median:
            return {"p50", {"50 %", "50 %"}};
        case Statistic::Percentile75:
            return {"p75", {"75 %", "75 %"}};
        case Statistic::Percentile99:
            return {"p99", {"99 %", "99 %"}};
        case Statistic::Gini:
            return {"gini", {"Gini", "Gini"}};
        case Statistic::InterquartileRange:
            return {"iqr", {"Kvartilavstand", "IQR"}};
    }
    SKJERM_CHECK(false);
    return {};
}

struct ProtectionWords {
    std::string_view code;
    LocalizedText marker;
    LocalizedText sentence;
};

ProtectionWords words_of(Protection protection) {
    switch (protection) {
        case Protection::CountNoise:
            return {
                "noise.count",
                {"antall forstyrret", "counts perturbed"},
                {"Antall er endret litt for å verne enkeltpersoner. Summer er endret for seg og "
                 "stemmer derfor ikke helt med delene.",
                 "Counts are changed slightly to protect individuals. Totals are changed on "
                 "their own and therefore do not quite add up."}};
        case Protection::Winsorised:
            return {
                "winsor.1_99",
                {"ekstreme verdier dempet", "extreme values clipped"},
                {"Den høyeste og den laveste hundredelen av verdiene er satt til gjennomsnittet "
                 "av den neste hundredelen før beregningen.",
                 "The highest and the lowest hundredth of the values are set to the mean of "
                 "the next hundredth before the calculation."}};
        case Protection::KeyedWeights:
            return {"weights.keyed",
                    {"vekter forstyrret", "weights perturbed"},
                    {"Gjennomsnitt, spredning og summer er beregnet med vekter som er endret litt "
                     "for hver enhet.",
                     "Means, spread and sums are computed with weights that are changed slightly "
                     "for each unit."}};
        case Protection::CoarsePercentiles:
            return {"percentile.coarse",
                    {"prosentiler avrundet", "percentiles rounded"},
                    {"Prosentiler er jevnet ut over naboverdier og avrundet til tre sifre.",
                     "Percentiles are smoothed over neighbouring values and rounded to three "
                     "digits."}};
        case Protection::SmallGroups:
            return {"group.minimum",
                    {"små grupper skjult", "small groups hidden"},
                    {"Statistikk for grupper med for få enheter er skjult.",
                     "Statistics of groups with too few units are hidden."}};
    }
    SKJERM_CHECK(false);
    return {};
}

/// Digits of `whole` in groups of three.
std::string grouped(std::string_view whole, std::string_view group) {
    std::string out;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (at > 0 && (whole.size() - at) % 3 == 0) out += group;
        out += whole[at];
    }
    return out;
}

}  // namespace

std::string_view statistic_code(Statistic statistic) { return words_of(statistic).code; }
LocalizedText statistic_label(Statistic statistic) { return words_of(statistic).label; }
std::string_view protection_code(Protection protection) { return words_of(protection).code; }
LocalizedText protection_marker(Protection protection) { return words_of(protection).marker; }
LocalizedText protection_sentence(Protection protection) { return words_of(protection).sentence; }

LocalizedText kind_label(Category::Kind kind) {
    switch (kind) {
        case Category::Kind::Total:
            return {"I alt", "Total"};
        case Category::Kind::Missing:
            return {"Uoppgitt", "Missing"};
        case Category::Kind::OtherValues:
            return {"Andre verdier", "Other values"};
        case Category::Kind::Value:
            break;
    }
    return {"", ""};
}

std::string_view state_symbol(CellState state, bool ascii) {
    switch (state) {
        case CellState::Suppressed:
            return ascii ? ".." : "··";
        case CellState::NotDefined:
            return ascii ? "-" : "–";
        case CellState::Missing:
            return ".";
        case CellState::Shown:
        case CellState::Blank:
            break;
    }
    return "";
}

char state_letter(CellState state) {
    switch (state) {
        case CellState::Shown:
            return 'o';
        case CellState::Suppressed:
            return 's';
        case CellState::NotDefined:
            return 'n';
        case CellState::Missing:
            return 'm';
        case CellState::Blank:
            return 'b';
    }
    SKJERM_CHECK(false);
    return 'm';
}

std::string format_number(double number, int decimals, char decimal, std::string_view group) {
    SKJERM_CHECK(std::isfinite(number));
    std::array<char, 384> buffer;  // 309 digits before the point, and then some
    const auto [end, fault] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                            std::chars_format::fixed, decimals < 0 ? 0 : decimals);
    SKJERM_CHECK(fault == std::errc());
    std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));

    std::string out;
    if (digits.front() == '-') {
        digits.remove_prefix(1);
        if (digits.find_first_not_of("0.") != std::string_view::npos) out += '-';
    }
    const std::size_t point = digits.find('.');
    out += grouped(digits.substr(0, point), group);
    if (point != std::string_view::npos) {
        out += decimal;
        out += digits.substr(point + 1);
    }
    return out;
}

std::string format_cell(const released::Number& cell, int decimals, const Style& style,
                        std::string_view group) {
    if (cell.state != CellState::Shown) return std::string(state_symbol(cell.state, style.ascii));
    return format_number(cell.value, decimals, style.decimal, group);
}

std::string format_test(const released::TestResult& test, const Style& style) {
    std::string text = test.name == "chi2" ? "Pearson chi2" : printable(test.name);
    // No degrees of freedom are left when the table has fewer than two rows or columns in use.
    if (test.degrees_of_freedom <= 0)
        return text + ": " + std::string(state_symbol(CellState::NotDefined, style.ascii));
    text += "(" + format_number(test.degrees_of_freedom, 0, style.decimal, "") +
            ") = " + format_number(test.statistic, 2, style.decimal, " ") + "   p ";
    if (test.p_value < kSmallestP)
        return text + "< " + format_number(kSmallestP, 3, style.decimal, "");
    return text + "= " + format_number(test.p_value, 3, style.decimal, "");
}

std::string format_dataset(const released::DatasetSummary& dataset, const Style& style) {
    const bool nb = style.language == Language::Bokmaal;
    std::string text = (nb ? "datasettet " : "dataset ") + printable(dataset.name) + ": ";
    if (dataset.units) {
        text += format_number(*dataset.units, 0, style.decimal, " ");
        text += nb ? " enheter" : " units";
        const std::string& type = dataset.unit_type.in(style.language);
        if (!type.empty()) text += " (" + printable(type) + ")";
    } else {
        text += nb ? "ingen enheter ennå" : "no units yet";
    }
    const std::size_t variables = dataset.variables.size();
    text += ", " + std::to_string(variables);
    if (nb) return text + (variables == 1 ? " variabel" : " variabler");
    return text + (variables == 1 ? " variable" : " variables");
}

std::string protection_text(Protection protection, Language language) {
    return std::string(protection_sentence(protection).in(language));
}

std::string source_text(const released::Provenance& provenance, Language language) {
    const bool nb = language == Language::Bokmaal;
    std::string text;
    for (const std::string& datastore : provenance.datastores)
        text += (text.empty() ? (nb ? "Kilde: " : "Source: ") : ", ") + datastore;
    if (provenance.synthetic) text += nb ? " (syntetiske data)" : " (synthetic data)";
    if (!text.empty()) text += ". ";
    text += "Skjerm";
    if (!provenance.engine.empty()) text += " " + provenance.engine;
    if (!provenance.policy.empty())
        text += (nb ? ", personvernregler " : ", disclosure policy ") + provenance.policy;
    return text + ".";
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const base::CodePoint point = base::code_point_at(text, at);
        at += point.bytes;
        if (point.value == '\t' || point.value == '\n')
            out += ' ';
        else if (point.value == '\r')
            continue;
        else
            base::append_utf8(out, base::is_unprintable(point.value) ? U'\uFFFD' : point.value);
    }
    return out;
}

}  // namespace skjerm::render
