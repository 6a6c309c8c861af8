// A grammar with a command of every form and options of every kind, for tests of the parser alone.
// The commands carry the names and operands users know, so that real scripts parse with it; the
// registry of the command module is the one the product uses.
#pragma once

#include <array>
#include <vector>

#include "skjerm/script/syntax.h"

namespace skjerm::tests {

namespace grammar {

using script::Clause;
using script::CommandSyntax;
using script::Form;
using script::OptionArguments;
using script::OptionSpec;

inline constexpr OptionSpec kOuterJoin[] = {{"outer_join", OptionArguments::None, {}},
                                            {"values", OptionArguments::Values, {}}};
inline constexpr OptionSpec kBy[] = {{"by", OptionArguments::Variables, {}}};
inline constexpr OptionSpec kAffixes[] = {{"prefix", OptionArguments::Text, {}},
                                          {"suffix", OptionArguments::Text, {}}};
inline constexpr OptionSpec kRecode[] = {{"prefix", OptionArguments::Text, {}},
                                         {"generate", OptionArguments::Text, {}}};
inline constexpr OptionSpec kDestring[] = {{"prefix", OptionArguments::Text, {}},
                                           {"ignore", OptionArguments::Text, {}},
                                           {"force", OptionArguments::None, {}},
                                           {"dpcomma", OptionArguments::None, {}}};
inline constexpr OptionSpec kEdit[] = {{"edit", OptionArguments::None, {}}};
inline constexpr OptionSpec kTabulate[] = {{"freq", OptionArguments::None, {}},
                                           {"rowpct", OptionArguments::None, {}},
                                           {"colpct", OptionArguments::None, {}},
                                           {"cellpct", OptionArguments::None, {}},
                                           {"missing", OptionArguments::None, {}},
                                           {"nolabels", OptionArguments::None, {}},
                                           {"chi2", OptionArguments::None, {}},
                                           {"summarize", OptionArguments::Variables, {}},
                                           {"mean", OptionArguments::None, {}},
                                           {"std", OptionArguments::None, {}},
                                           {"gini", OptionArguments::None, {}},
                                           {"rowsort", OptionArguments::Codes, {}},
                                           {"colsort", OptionArguments::Codes, {}},
                                           {"top", OptionArguments::OptionalInteger, {}},
                                           {"bottom", OptionArguments::OptionalInteger, {}}};
inline constexpr OptionSpec kSummarize[] = {{"gini", OptionArguments::None, {}},
                                            {"iqr", OptionArguments::None, {}}};
inline constexpr OptionSpec kLevel[] = {{"level", OptionArguments::Number, {}}};
inline constexpr OptionSpec kBarchart[] = {{"over", OptionArguments::Variables, {}},
                                           {"by", OptionArguments::Variables, {}},
                                           {"stack", OptionArguments::None, {}},
                                           {"horizontal", OptionArguments::None, {}}};
inline constexpr OptionSpec kHistogram[] = {
    {"freq", OptionArguments::None, {}},     {"percent", OptionArguments::None, {}},
    {"discrete", OptionArguments::None, {}}, {"normal", OptionArguments::None, {}},
    {"bin", OptionArguments::Integer, {}},   {"width", OptionArguments::Number, {}},
    {"by", OptionArguments::Variables, {}}};
inline constexpr OptionSpec kHexbin[] = {{"gridsize", OptionArguments::Integer, {}},
                                         {"groups", OptionArguments::Integer, {}}};
inline constexpr OptionSpec kModel[] = {{"noconstant", OptionArguments::None, {}},
                                        {"robust", OptionArguments::None, {}},
                                        {"level", OptionArguments::Number, {}},
                                        {"cluster", OptionArguments::Variables, {}},
                                        {"control", OptionArguments::Terms, {}},
                                        {"margins", OptionArguments::OptionalTerms, {}},
                                        {"mfx", OptionArguments::OptionalText, {}},
                                        {"vif", OptionArguments::None, {}},
                                        {"or", OptionArguments::None, {}},
                                        {"irr", OptionArguments::None, {}},
                                        {"hazard", OptionArguments::None, {}},
                                        {"exposure", OptionArguments::Variables, {}},
                                        {"fe", OptionArguments::None, {}},
                                        {"re", OptionArguments::None, {}},
                                        {"gmm", OptionArguments::None, {}},
                                        {"cutoff", OptionArguments::Number, {}},
                                        {"polynomial", OptionArguments::Integer, {}},
                                        {"fuzzy", OptionArguments::Variables, {}},
                                        {"predicted", OptionArguments::Text, {}},
                                        {"residuals", OptionArguments::Text, {}},
                                        {"probabilities", OptionArguments::Text, {}}};
inline constexpr OptionSpec kCoefplot[] = {{"horizontal", OptionArguments::None, {}}};

inline constexpr Clause kIf = Clause::Allowed;
inline constexpr Clause kNoIf = Clause::Forbidden;

/// Name, form, least and most operands, `if`, operands or condition, options.
inline constexpr CommandSyntax kCommands[] = {
    {"require", Form::Require, 0, 1000, kNoIf, false, {}},
    {"create-dataset", Form::Names, 1, 1, kNoIf, false, {}},
    {"delete-dataset", Form::Names, 1, 1, kNoIf, false, {}},
    {"use", Form::Names, 1, 1, kNoIf, false, {}},
    {"clone-dataset", Form::Names, 2, 2, kNoIf, false, {}},
    {"clone-units", Form::Names, 2, 2, kNoIf, false, {}},
    {"rename-dataset", Form::Names, 2, 2, kNoIf, false, {}},
    {"import", Form::Import, 0, 1000, kNoIf, false, kOuterJoin},
    {"import-event", Form::ImportEvent, 0, 1000, kNoIf, false, kOuterJoin},
    {"import-panel", Form::ImportPanel, 0, 1000, kNoIf, false, {}},
    {"let", Form::Let, 0, 1000, kNoIf, false, {}},
    {"generate", Form::Assignment, 0, 1000, kIf, false, {}},
    {"replace", Form::Assignment, 0, 1000, kIf, false, {}},
    {"rename", Form::Names, 2, 2, kNoIf, false, {}},
    {"clone-variables", Form::CloneVariables, 1, 1000, kNoIf, false, kAffixes},
    {"keep", Form::Names, 1, 1000, kIf, true, {}},
    {"drop", Form::Names, 1, 1000, kIf, true, {}},
    {"aggregate", Form::Aggregation, 1, 1000, kNoIf, false, kBy},
    {"collapse", Form::Aggregation, 1, 1000, kNoIf, false, kBy},
    {"merge", Form::Merge, 1, 1000, kNoIf, false, {}},
    {"recode", Form::Recode, 1, 1000, kIf, false, kRecode},
    {"destring", Form::Names, 1, 1000, kNoIf, false, kDestring},
    {"sample", Form::Sample, 0, 1000, kNoIf, false, {}},
    {"reshape-to-panel", Form::Names, 1, 1000, kNoIf, false, {}},
    {"reshape-from-panel", Form::None, 0, 0, kNoIf, false, {}},
    {"define-labels", Form::DefineLabels, 1, 1000, kNoIf, false, {}},
    {"assign-labels", Form::Names, 2, 2, kNoIf, false, {}},
    {"drop-labels", Form::Names, 1, 1000, kNoIf, false, {}},
    {"list-labels", Form::ListLabels, 1, 1, kNoIf, false, {}},
    {"help", Form::OptionalWord, 0, 1, kNoIf, false, {}},
    {"load", Form::OptionalWord, 1, 1, kNoIf, false, {}},
    {"save", Form::OptionalWord, 0, 1, kNoIf, false, kEdit},
    {"history", Form::None, 0, 0, kNoIf, false, {}},
    {"variables", Form::Registers, 0, 1000, kNoIf, false, {}},
    {"configure", Form::Words, 1, 1000, kNoIf, false, {}},
    {"tabulate", Form::Analysis, 1, 4, kIf, false, kTabulate},
    {"tabulate-panel", Form::Analysis, 1, 3, kIf, false, kTabulate},
    {"summarize", Form::Analysis, 0, 1000, kIf, false, kSummarize},
    {"summarize-panel", Form::Analysis, 0, 1000, kIf, false, kSummarize},
    {"correlate", Form::Analysis, 0, 1000, kIf, false, {}},
    {"ci", Form::Analysis, 1, 1000, kIf, false, kLevel},
    {"barchart", Form::AnalysisStatistic, 1, 1000, kIf, false, kBarchart},
    {"histogram", Form::Analysis, 1, 1, kIf, false, kHistogram},
    {"boxplot", Form::Analysis, 1, 1000, kIf, false, kBarchart},
    {"piechart", Form::Analysis, 1, 1, kIf, false, {}},
    {"sankey", Form::Analysis, 2, 8, kIf, false, {}},
    {"hexbin", Form::Analysis, 2, 2, kIf, false, kHexbin},
    {"coefplot", Form::AnalysisModel, 1, 1000, kIf, false, kCoefplot},
    {"anova", Form::Analysis, 2, 1000, kIf, false, kModel},
    {"regress", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"regress-predict", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"logit", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"logit-predict", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"mlogit", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"poisson", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"negative-binomial", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"ivregress", Form::AnalysisInstruments, 1, 1000, kIf, false, kModel},
    {"regress-panel", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"hausman", Form::Analysis, 1, 1000, kIf, false, kModel},
    {"regress-mml", Form::AnalysisBy, 1, 1000, kIf, false, kModel},
    {"oaxaca", Form::AnalysisBy, 1, 1000, kIf, false, kModel},
    {"rdd", Form::Analysis, 2, 1000, kIf, false, kModel},
    {"cox", Form::Analysis, 2, 1000, kIf, false, kModel},
    {"kaplan-meier", Form::Analysis, 2, 2, kIf, false, kBy},
    {"weibull", Form::Analysis, 2, 2, kIf, false, kBy},
    {"normaltest", Form::Analysis, 0, 1000, kIf, false, {}},
    {"transitions-panel", Form::Analysis, 1, 1000, kIf, false, {}},
};

}  // namespace grammar

inline const script::Grammar& test_grammar() {
    static const auto pointers = [] {
        std::array<const script::CommandSyntax*, std::size(grammar::kCommands)> result{};
        for (std::size_t i = 0; i < result.size(); ++i) result[i] = &grammar::kCommands[i];
        return result;
    }();
    static const script::Grammar grammar(pointers);
    return grammar;
}

}  // namespace skjerm::tests
