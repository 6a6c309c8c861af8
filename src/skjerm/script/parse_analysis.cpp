// Operands of analysis commands: (stat) model terms (a = b) terms by groups.
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/script/command_parser.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Result;
using base::Status;

Result<Analysis> CommandParser::analysis(const CommandSyntax& syntax) {
    Analysis result;
    const CommandSyntax* shape = &syntax;
    if (syntax.form == Form::AnalysisModel) {
        SKJERM_TRY_ASSIGN(shape, model(syntax, result));
    }
    if (shape->form == Form::AnalysisStatistic) {
        if (at_end_of_operands() || at_name_expression()) {
            return base::error(Code::StatisticBeforeVariables, peek().span,
                               {command_name(), Argument::fact(syntax.name)});
        }
        const Span open = peek().span;
        SKJERM_TRY(expect(TokenKind::Open, expected::kOpen));
        SKJERM_TRY_ASSIGN(result.statistic, expect_name(expected::kStatistic));
        SKJERM_TRY(expect_close(open, expected::kClose));
    }
    const bool grouped = shape->form == Form::AnalysisBy;
    SKJERM_TRY(terms(syntax, grouped, result.terms));
    if (shape->form == Form::AnalysisInstruments) {
        if (!at(TokenKind::Open)) {
            if (!at_end_of_operands()) return unexpected(expected::kOpen);
            return base::error(Code::InstrumentsMissing, peek().span,
                               {command_name(), Argument::fact(syntax.name)});
        }
        SKJERM_TRY_ASSIGN(result.instruments, instruments());
        SKJERM_TRY(terms(syntax, false, result.terms_after));
    }
    if (at(TokenKind::Open)) {
        return base::error(Code::StatisticNotTaken, peek().span, {command_name()});
    }
    if (grouped) {
        if (!at_word("by")) {
            if (!at_end_of_operands()) return unexpected(expected::kVariable);
            return base::error(Code::GroupsMissing, peek().span,
                               {command_name(), Argument::fact(syntax.name)});
        }
        SKJERM_TRY_ASSIGN(result.by, groups());
    }
    if (!at_end_of_operands()) return unexpected(expected::kVariable);
    const std::size_t count = result.terms.size() + result.terms_after.size();
    const Span last = result.terms_after.empty()
                          ? (result.terms.empty() ? peek().span : result.terms.back().span)
                          : result.terms_after.back().span;
    SKJERM_TRY(check_count(*shape, count, last, expected::kVariables));
    return result;
}

/// The first word of `coefplot regress y x`; its command tells the operands and more options.
Result<const CommandSyntax*> CommandParser::model(const CommandSyntax& syntax, Analysis& result) {
    if (at_end_of_operands()) return unexpected(expected::kModel);
    SKJERM_TRY_ASSIGN(Word word, hyphenated_word(expected::kModel));
    const CommandSyntax* found_model = grammar_.find(word.text);
    const bool analysis_form = found_model != nullptr && found_model->form >= Form::Analysis &&
                               found_model->form != Form::AnalysisModel;
    if (!analysis_form || found_model == &syntax) {
        std::vector<std::string_view> candidates;
        for (const CommandSyntax* command : grammar_.commands()) {
            if (command->form >= Form::Analysis && command->form != Form::AnalysisModel) {
                candidates.push_back(command->name);
            }
        }
        const std::vector<std::string> near = base::near_names(word.text, candidates);
        Diagnostic unknown = base::error(Code::UnknownModel, word.span,
                                         {Argument::script_text(word.text), Argument::names(near)});
        if (!near.empty()) unknown.fix = base::Fix{word.span, near.front()};
        return unknown;
    }
    result.model = std::move(word);
    model_ = found_model;
    return found_model;
}

Status CommandParser::terms(const CommandSyntax& syntax, bool until_by, std::vector<Term>& result) {
    while (!at_end_of_operands() && !at(TokenKind::Open) && !(until_by && at_word("by"))) {
        if (at(TokenKind::Minus) && !result.empty()) {
            return base::error(Code::VariableRange, peek().span);
        }
        SKJERM_TRY(check_no_option_call(syntax));
        SKJERM_TRY_ASSIGN(Term one, term());
        result.push_back(std::move(one));
    }
    return base::ok();
}

/// `i.a#c.b##d`.
Result<Term> CommandParser::term() {
    Term result;
    const Span begin = peek().span;
    SKJERM_TRY_ASSIGN(Factor first, factor());
    result.factors.push_back(std::move(first));
    while (at(TokenKind::Interaction) || at(TokenKind::FullInteraction)) {
        result.full.push_back(take().kind == TokenKind::FullInteraction);
        SKJERM_TRY_ASSIGN(Factor next, factor());
        result.factors.push_back(std::move(next));
    }
    result.span = span_from(begin);
    return result;
}

Result<Factor> CommandParser::factor() {
    Factor result;
    const bool prefixed = at(TokenKind::Name) && peek(1).kind == TokenKind::Dot && peek(1).glued;
    const bool base_level = at_word("ib") && peek(1).kind == TokenKind::Open && peek(1).glued;
    if (prefixed || base_level) {
        const Token& prefix = take();
        if (base_level || (prefix.text != "i" && prefix.text != "c")) {
            return base::error(
                Code::FactorPrefix, cover(prefix.span, peek().span),
                {Argument::script_text(std::string(prefix.text) + std::string(peek().text))});
        }
        result.prefix = prefix.text == "i" ? Factor::Prefix::Indicator : Factor::Prefix::Continuous;
        take();
        if (!peek().glued) return unexpected(expected::kVariable);
    }
    SKJERM_TRY_ASSIGN(result.name, name_expression(expected::kVariable));
    return result;
}

/// `(a b = c d)`.
Result<Instruments> CommandParser::instruments() {
    Instruments result;
    const Span open = take().span;
    do {
        SKJERM_TRY_ASSIGN(NameExpression name, name_expression(expected::kVariable));
        result.endogenous.push_back(std::move(name));
    } while (at_name_expression());
    if (at(TokenKind::End)) return base::error(Code::UnclosedParenthesis, open);
    SKJERM_TRY(expect(TokenKind::Assign, expected::kAssign));
    do {
        SKJERM_TRY_ASSIGN(NameExpression name, name_expression(expected::kVariable));
        result.instruments.push_back(std::move(name));
    } while (at_name_expression());
    SKJERM_TRY(expect_close(open, expected::kClose));
    return result;
}

/// `by g1 g2`.
Result<std::vector<NameExpression>> CommandParser::groups() {
    take();
    std::vector<NameExpression> result;
    do {
        SKJERM_TRY_ASSIGN(NameExpression group, name_expression(expected::kVariable));
        result.push_back(std::move(group));
    } while (!at_end_of_operands());
    return result;
}

}  // namespace skjerm::script
