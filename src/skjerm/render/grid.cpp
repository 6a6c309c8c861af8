#include "skjerm/render/grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string_view>

#include "skjerm/base/check.h"
#include "skjerm/render/words.h"

namespace skjerm::render {

namespace {

using released::Axis;
using released::Category;
using released::Measure;
using released::Table;

/// Texts of the categories of one axis.
std::vector<std::string> category_texts(const Axis& axis, const Style& style, bool show_codes) {
    // The axis of a summary lists variables: their names are what the user works with.
    const bool names = axis.variable.empty();
    const Labels labels =
        show_codes || (names && style.labels == Labels::Labels) ? Labels::Codes : style.labels;
    const auto label_of = [&](const Category& category) {
        const std::string& own = category.label.in(style.language);
        return own.empty() ? std::string(kind_label(category.kind).in(style.language)) : own;
    };

    std::multiset<std::string> seen;
    for (const Category& category : axis.categories) seen.insert(label_of(category));
    std::vector<std::string> texts;
    for (const Category& category : axis.categories) {
        const std::string label = label_of(category);
        const bool both = labels == Labels::Both || (labels == Labels::Labels &&
                                                     seen.count(label) > 1);  // else not told apart
        if (category.code.empty())
            texts.push_back(printable(label));
        else if (label.empty() || labels == Labels::Codes)
            texts.push_back(printable(category.code));
        else if (both)
            texts.push_back(printable(category.code + " " + label));
        else
            texts.push_back(printable(label));
    }
    return texts;
}

std::vector<std::vector<std::string>> axis_texts(const std::vector<Axis>& axes, const Style& style,
                                                 bool show_codes) {
    std::vector<std::vector<std::string>> texts;
    for (const Axis& axis : axes) texts.push_back(category_texts(axis, style, show_codes));
    return texts;
}

bool is_total(const std::vector<Axis>& axes, const std::vector<std::uint32_t>& line) {
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
        if (axes[axis].categories[line[axis]].kind != Category::Kind::Total) return false;
    return !axes.empty();
}

/// The texts of a line, without those of totals inside a total.
std::vector<std::string> line_texts(const std::vector<Axis>& axes,
                                    const std::vector<std::vector<std::string>>& texts,
                                    const std::vector<std::uint32_t>& line) {
    std::vector<std::string> out;
    bool grand = true;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const bool total = axes[axis].categories[line[axis]].kind == Category::Kind::Total;
        out.push_back(total && grand && axis > 0 ? std::string() : texts[axis][line[axis]]);
        grand = grand && total;
    }
    return out;
}

/// The texts of a line, every one.
std::vector<std::string> all_texts(const std::vector<std::vector<std::string>>& texts,
                                   const std::vector<std::uint32_t>& line) {
    std::vector<std::string> out;
    for (std::size_t axis = 0; axis < texts.size(); ++axis) out.push_back(texts[axis][line[axis]]);
    return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

std::string variable_title(const Axis& axis, const Style& style) {
    if (!axis.variable.empty()) return printable(axis.variable);
    return style.language == base::Language::Bokmaal ? "Variabel" : "Variable";
}

std::string measure_text(const Measure& measure, const Style& style) {
    const std::string label(statistic_label(measure.statistic).in(style.language));
    return measure.variable.empty() ? label : printable(measure.variable) + ": " + label;
}

/// Builds a grid from one table; the four arrangements differ in where the measures stand.
class Layout {
public:
    Layout(const Table& table, const Style& style, Arrangement arrangement)
        : table_(table),
          style_(style),
          flat_(arrangement == Arrangement::Flat || table.flatten),
          row_texts_(axis_texts(table.rows, style, table.show_codes)),
          column_texts_(axis_texts(table.columns, style, table.show_codes)) {
        side_by_side_ = table.columns.empty() || (flat_ && table.measures.size() > 1);
        lists_variables_ = table.rows.size() == 1 && table.rows[0].variable.empty();
    }

    Grid build() {
        for (const Axis& axis : table_.rows)
            grid_.stub_titles.push_back(variable_title(axis, style_));
        if (!side_by_side_ && table_.measures.size() > 1) grid_.stub_titles.emplace_back();
        if (!side_by_side_ && table_.measures.size() == 1)
            grid_.corner = measure_text(table_.measures.front(), style_);
        std::vector<std::string> across;
        for (const Axis& axis : table_.columns) across.push_back(variable_title(axis, style_));
        grid_.column_titles = joined(across, " / ");
        build_header();
        build_lines();
        return std::move(grid_);
    }

private:
    void build_header() {
        if (table_.columns.empty()) return measures_as_header();
        std::vector<std::vector<std::string>> columns;  // per column: texts of its levels
        for (const auto& line : table_.column_index) {
            std::vector<std::string> levels = line_texts(table_.columns, column_texts_, line);
            if (!flat_) {
                columns.push_back(std::move(levels));
                continue;
            }
            const std::string name = joined(levels, " / ");
            if (!side_by_side_)
                columns.push_back({name});
            else
                for (const Measure& measure : table_.measures)
                    columns.push_back({name + " " + measure_text(measure, style_)});
        }
        grid_.header.resize(columns.empty() ? 1 : columns.front().size());
        for (const auto& levels : columns)
            for (std::size_t level = 0; level < levels.size(); ++level)
                grid_.header[level].push_back(levels[level]);
    }

    void measures_as_header() {
        const bool variables =
            std::any_of(table_.measures.begin(), table_.measures.end(),
                        [](const Measure& measure) { return !measure.variable.empty(); });
        grid_.header.resize(variables && !flat_ ? 2 : 1);
        for (const Measure& measure : table_.measures) {
            if (grid_.header.size() == 2) {
                grid_.header[0].push_back(printable(measure.variable));
                grid_.header[1].emplace_back(
                    statistic_label(measure.statistic).in(style_.language));
            } else {
                grid_.header[0].push_back(measure_text(measure, style_));
            }
        }
    }

    void build_lines() {
        std::vector<std::string> previous;
        for (std::size_t row = 0; row < table_.row_index.size(); ++row) {
            const std::vector<std::string> texts =
                flat_ ? all_texts(row_texts_, table_.row_index[row])
                      : line_texts(table_.rows, row_texts_, table_.row_index[row]);
            std::vector<std::string> stub = texts;
            // The innermost label always stands; outer ones only where they change.
            for (std::size_t axis = 0; !flat_ && axis + 1 < stub.size(); ++axis) {
                if (axis >= previous.size() || previous[axis] != texts[axis]) break;
                stub[axis].clear();
            }
            previous = texts;
            const bool total = row > 0 && is_total(table_.rows, table_.row_index[row]);
            if (side_by_side_)
                add_line(std::move(stub), row, 0, table_.measures.size(), total);
            else
                add_stack(std::move(stub), row, total);
        }
    }

    void add_stack(std::vector<std::string> stub, std::size_t row, bool total) {
        for (std::size_t measure = 0; measure < table_.measures.size(); ++measure) {
            std::vector<std::string> texts = stub;
            if (table_.measures.size() > 1)
                texts.push_back(measure_text(table_.measures[measure], style_));
            add_line(std::move(texts), row, measure, measure + 1, total && measure == 0);
            if (!flat_) std::fill(stub.begin(), stub.end(), std::string());
        }
    }

    /// Decimals that `number` needs, at most `most`: wages and ages in one column each keep theirs.
    static int decimals_of(const released::Number& number, int most) {
        double scale = 1;
        for (int decimals = 0; decimals < most; ++decimals, scale *= 10) {
            const double scaled = number.value * scale;
            if (std::abs(scaled - std::round(scaled)) < 1e-6) return decimals;
        }
        return most;
    }

    void add_line(std::vector<std::string> stub, std::size_t row, std::size_t first_measure,
                  std::size_t end_measure, bool begins_total) {
        GridLine line{.stub = std::move(stub), .cells = {}, .begins_total = begins_total};
        const std::size_t columns = table_.column_index.size();
        for (std::size_t column = 0; column < columns; ++column) {
            for (std::size_t index = first_measure; index < end_measure; ++index) {
                const Measure& measure = table_.measures[index];
                SKJERM_CHECK(measure.cells.size() == table_.row_index.size() * columns);
                const released::Number& number = measure.cells[row * columns + column];
                line.cells.push_back({.number = number,
                                      .decimals = lists_variables_
                                                      ? decimals_of(number, measure.decimals)
                                                      : measure.decimals});
            }
        }
        grid_.lines.push_back(std::move(line));
    }

    const Table& table_;
    const Style& style_;
    bool flat_;
    bool side_by_side_ = false;
    bool lists_variables_ = false;  ///< a line for each variable, each on a scale of its own
    std::vector<std::vector<std::string>> row_texts_;
    std::vector<std::vector<std::string>> column_texts_;
    Grid grid_;
};

}  // namespace

Grid make_grid(const Table& table, const Style& style, Arrangement arrangement) {
    return Layout(table, style, arrangement).build();
}

}  // namespace skjerm::render
