#include "skjerm/script/format.h"

#include <algorithm>
#include <string_view>

#include "skjerm/base/utf8.h"
#include "skjerm/script/format_expression.h"
#include "skjerm/script/literals.h"
#include "skjerm/script/syntax.h"

namespace skjerm::script {

namespace {

constexpr std::size_t kMaxWidth = 100;
constexpr std::size_t kIndent = 4;
/// A recode rule up to this length is not broken.
constexpr std::size_t kMaxUnbrokenRule = 60;

/// A word that needs no quotes: letters, digits, `_`, and hyphens between them.
bool is_plain_word(std::string_view text) {
    if (text.empty() || text == "if") return false;
    bool at_start = true;  // of the word, or after a hyphen
    for (std::size_t i = 0; i < text.size();) {
        const base::CodePoint point = base::code_point_at(text, i);
        const bool letter = point.value == '_' || base::is_letter(point.value);
        const bool digit = point.value >= '0' && point.value <= '9';
        if (point.value == '-' && !at_start) {
            at_start = true;
        } else if (letter || (digit && !at_start)) {
            at_start = false;
        } else {
            return false;
        }
        i += point.bytes;
    }
    return !at_start;
}

/// One command or loop header as a line whose breakable blanks are kBreak.
class LineWriter {
public:
    [[nodiscard]] std::string text() && { return std::move(text_); }

    void write(const Command& command) {
        text_ = command.name.text;
        if (command.syntax != nullptr) {
            period_ = command.syntax->form == Form::ImportEvent;
            if (command.syntax->form == Form::Let) value_place_ = Place::Binding;
        }
        std::visit([&](const auto& operands) { write_operands(operands); }, command.operands);
        if (command.condition) word("if " + expression_text(*command.condition));
        for (std::size_t i = 0; i < command.options.size(); ++i) {
            if (i == 0) text_ += ',';
            word(option_text(command.options[i]));
        }
    }

    void write(const ForBlock& block) {
        text_ = "for";
        for (std::size_t i = 0; i < block.levels.size(); ++i) {
            if (i > 0) text_ += ';';
            const LoopLevel& level = block.levels[i];
            for (std::size_t j = 0; j < level.iterators.size(); ++j) {
                text_.append(j > 0 ? ", " : " ").append(level.iterators[j].text);
            }
            text_ += " in";
            for (std::size_t j = 0; j < level.lists.size(); ++j) {
                if (j > 0) text_ += ',';
                for (const LoopElement& element : level.lists[j].elements) {
                    word(element_text(element));
                }
            }
        }
    }

private:
    void word(std::string_view text) { text_.append(1, kBreak).append(text); }
    static std::string name_text(const NameExpression& name) {
        return expression_text(name, Place::Name);
    }
    void names(const std::vector<NameExpression>& list) {
        for (const NameExpression& name : list) word(name_text(name));
    }

    static std::string element_text(const LoopElement& element) {
        if (const auto* range = std::get_if<LoopRange>(&element)) {
            return expression_text(range->first) + ":" + expression_text(range->last);
        }
        return expression_text(std::get<Expression>(element));
    }

    static std::string reference_text(const RegisterReference& reference) {
        return reference.alias.text + "/" + reference.variable.text;
    }

    static std::string renaming_text(const Renaming& renaming) {
        std::string result = name_text(renaming.source);
        if (renaming.target) result.append(" -> ").append(name_text(*renaming.target));
        return result;
    }

    static std::string term_text(const Term& term) {
        std::string result;
        for (std::size_t i = 0; i < term.factors.size(); ++i) {
            if (i > 0) result += term.full[i - 1] ? "##" : "#";
            const Factor& factor = term.factors[i];
            if (factor.prefix == Factor::Prefix::Indicator) result += "i.";
            if (factor.prefix == Factor::Prefix::Continuous) result += "c.";
            result += name_text(factor.name);
        }
        // A line that begins with `#` would be a comment, so a term stays on one line.
        std::ranges::replace(result, kBreak, ' ');
        return result;
    }

    static std::string option_text(const Option& option) {
        std::string result = option.name.text;
        if (!option.has_parentheses) return result;
        result += '(';
        for (std::size_t i = 0; i < option.arguments.size(); ++i) {
            if (i > 0) result.append(",").push_back(kBreak);
            if (const auto* term = std::get_if<Term>(&option.arguments[i])) {
                result += term_text(*term);
            } else {
                result += expression_text(std::get<Expression>(option.arguments[i]));
            }
        }
        return result + ')';
    }

    /// Expressions one after the other, without anything between them.
    void listed(const std::vector<const Expression*>& list, Place place) {
        std::vector<std::string> texts(list.size());
        std::string_view next;
        for (std::size_t i = list.size(); i-- > 0;) {
            texts[i] = listed_text(*list[i], place, i == 0, next);
            next = texts[i];
        }
        for (const std::string& text : texts) word(text);
    }

    void write_operands(const NoOperands&) {}
    void write_operands(const Names& operands) { names(operands.names); }
    void write_operands(const Assignment& operands) {
        word(name_text(operands.target) + " = " + expression_text(operands.value, value_place_));
    }
    void write_operands(const Require& operands) {
        const std::string version =
            operands.version.text.empty() ? std::string() : ":" + operands.version.text;
        word(operands.store.text + version + " as " + operands.alias.text);
    }
    void write_operands(const Import& operands) {
        for (const RegisterReference& variable : operands.variables) {
            word(reference_text(variable));
        }
        if (period_ && operands.times.size() == 2) {
            word(expression_text(operands.times[0], Place::Binding));
            word("to " + expression_text(operands.times[1], Place::Binding));
        } else {
            std::vector<const Expression*> times;
            for (const Expression& time : operands.times) times.push_back(&time);
            listed(times, Place::Binding);
        }
        if (operands.as) word("as " + name_text(*operands.as));
    }
    void write_operands(const CloneVariables& operands) {
        for (const Renaming& item : operands.items) word(renaming_text(item));
    }
    void write_operands(const Aggregation& operands) {
        const Word* statistic = nullptr;
        for (const AggregationItem& item : operands.items) {
            if (statistic == nullptr || !(*statistic == item.statistic)) {
                word("(" + item.statistic.text + ")");
                statistic = &item.statistic;
            }
            word(renaming_text(item.variable));
        }
    }
    void write_operands(const Merge& operands) {
        names(operands.variables);
        word("into " + name_text(operands.target));
        if (operands.key) word("on " + name_text(*operands.key));
    }

    static std::string recode_element_text(const RecodeElement& element) {
        if (const auto* interval = std::get_if<RecodeInterval>(&element.value)) {
            return (interval->low ? format_number(*interval->low) : "min") + "/" +
                   (interval->high ? format_number(*interval->high) : "max");
        }
        return expression_text(std::get<Expression>(element.value));
    }
    static std::string rule_text(const RecodeRule& rule) {
        std::string result = "(";
        switch (rule.match) {
            case RecodeRule::Match::Missing:
                result += "missing";
                break;
            case RecodeRule::Match::NonMissing:
                result += "nonmissing";
                break;
            case RecodeRule::Match::Anything:
                result += '*';
                break;
            case RecodeRule::Match::Elements:
                for (std::size_t i = 0; i < rule.elements.size(); ++i) {
                    if (i > 0) result += kBreak;
                    result += recode_element_text(rule.elements[i]);
                }
        }
        result.append(" = ").append(expression_text(rule.result));
        if (rule.label) result.append(" ").append(quoted(*rule.label));
        if (rule.flag_missing) result += " missing";
        result += ')';
        if (result.size() <= kMaxUnbrokenRule) std::ranges::replace(result, kBreak, ' ');
        return result;
    }
    void write_operands(const Recode& operands) {
        names(operands.variables);
        for (const RecodeRule& rule : operands.rules) word(rule_text(rule));
    }
    void write_operands(const Sample& operands) {
        listed({&operands.size, &operands.seed}, Place::Arithmetic);
    }
    void write_operands(const DefineLabels& operands) {
        word(name_text(operands.list));
        for (const LabelPair& pair : operands.pairs) {
            word(expression_text(pair.code) + " " + quoted(pair.label.text));
        }
    }
    void write_operands(const ListLabels& operands) {
        if (const auto* variable = std::get_if<RegisterReference>(&operands.list)) {
            word(reference_text(*variable));
        } else {
            word(name_text(std::get<NameExpression>(operands.list)));
        }
        if (operands.time) word(expression_text(*operands.time, Place::Binding));
    }
    void write_operands(const OptionalWord& operands) {
        if (!operands.word) return;
        const std::string& text = operands.word->text;
        word(is_plain_word(text) ? text : quoted(text));
    }
    void write_operands(const Registers& operands) {
        for (const RegisterReference& variable : operands.variables) {
            word(reference_text(variable));
        }
    }
    void write_operands(const Words& operands) {
        for (std::size_t i = 0; i < operands.words.size(); ++i) {
            if (i > 0) text_ += ',';
            word(operands.words[i].text);
        }
    }
    void write_operands(const Analysis& operands) {
        if (operands.model) word(operands.model->text);
        if (operands.statistic) word("(" + operands.statistic->text + ")");
        for (const Term& term : operands.terms) word(term_text(term));
        if (operands.instruments) {
            std::string group = "(";
            for (const NameExpression& name : operands.instruments->endogenous) {
                group.append(name_text(name)).append(" ");
            }
            group += '=';
            for (const NameExpression& name : operands.instruments->instruments) {
                group.append(1, kBreak).append(name_text(name));
            }
            word(group + ")");
        }
        for (const Term& term : operands.terms_after) word(term_text(term));
        if (!operands.by.empty()) {
            word("by");
            names(operands.by);
        }
    }

    std::string text_;
    bool period_ = false;               // two times are a beginning and an end
    Place value_place_ = Place::Value;  // of the right side of an assignment
};

// ---- lines

/// Breaks a written line with `\` where it would pass kMaxWidth. No line feed at the end.
std::string laid_out(std::string_view line, std::size_t indent) {
    std::string result(indent, ' ');
    std::size_t width = indent;
    for (bool first = true; !line.empty(); first = false) {
        const std::size_t end = line.find(kBreak);
        const std::string_view piece = line.substr(0, end);
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
        const std::size_t piece_width = base::code_point_count(piece);
        const std::size_t room_for_backslash = line.empty() ? 0 : 2;
        if (first) {
            width += piece_width;
        } else if (width + 1 + piece_width + room_for_backslash <= kMaxWidth) {
            result += ' ';
            width += 1 + piece_width;
        } else {
            result.append(" \\\n").append(indent + kIndent, ' ');
            width = indent + kIndent + piece_width;
        }
        result += piece;
    }
    return result;
}

class ScriptWriter {
public:
    void comments(const std::vector<std::string>& lines, std::size_t indent) {
        for (const std::string& line : lines) {
            if (!line.empty()) text_.append(indent, ' ').append(line);
            text_ += '\n';
        }
    }

    void statements(const std::vector<Statement>& list, std::size_t indent) {
        for (const Statement& statement : list) {
            comments(statement.comments_before, indent);
            std::visit([&](const auto& node) { write(node, statement, indent); }, statement.node);
        }
    }

    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void write(const Command& command, const Statement& statement, std::size_t indent) {
        LineWriter line;
        line.write(command);
        end_line(laid_out(std::move(line).text(), indent), statement.comment_after);
    }

    void write(const ForBlock& block, const Statement& statement, std::size_t indent) {
        LineWriter header;
        header.write(block);
        end_line(laid_out(std::move(header).text(), indent), statement.comment_after);
        statements(block.body, indent + kIndent);
        comments(block.comments_before_end, indent + kIndent);
        end_line(std::string(indent, ' ') + "end", block.comment_after_end);
    }

    void write(const TextBlock& block, const Statement&, std::size_t indent) {
        text_.append(indent, ' ').append("textblock\n").append(block.markdown);
        if (!block.markdown.empty() && !block.markdown.ends_with('\n')) text_ += '\n';
        text_.append(indent, ' ').append("endblock\n");
    }

    void end_line(std::string_view line, std::string_view comment) {
        text_ += line;
        if (!comment.empty()) text_.append(" ").append(comment);
        text_ += '\n';
    }

    std::string text_;
};

}  // namespace

std::string format(const Script& script) {
    ScriptWriter writer;
    writer.statements(script.statements, 0);
    writer.comments(script.comments_at_end, 0);
    return std::move(writer).text();
}

std::string format(const Command& command) {
    LineWriter line;
    line.write(command);
    return laid_out(std::move(line).text(), 0);
}

std::string format(const Expression& expression) {
    std::string result = expression_text(expression);
    std::ranges::replace(result, kBreak, ' ');
    return result;
}

}  // namespace skjerm::script
