// The help of the program, written from the definition of its command line.
#include <algorithm>
#include <string>
#include <string_view>

#include "skjerm/base/utf8.h"
#include "skjerm/cli/definition.h"

namespace skjerm::cli {

namespace {

using base::Language;
using base::LocalizedText;

constexpr std::size_t kWidth = 96;
constexpr std::size_t kIndent = 2;

/// Two columns: what is written, what it means; the second one wrapped.
class TwoColumns {
public:
    void add(std::string left, std::string_view right) {
        left_width_ = std::max(left_width_, std::min<std::size_t>(base::display_width(left), 30));
        rows_.emplace_back(std::move(left), std::string(right));
    }

    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& [left, right] : rows_) {
            std::string line = std::string(kIndent, ' ') + left;
            const std::size_t column = kIndent + left_width_ + 2;
            if (base::display_width(line) + 2 > column) {
                out += line + "\n";
                line.clear();
            }
            pad(line, column);
            std::string_view rest = right;
            while (!rest.empty()) {
                const std::string_view word = rest.substr(0, rest.find(' '));
                rest.remove_prefix(std::min(rest.size(), word.size() + 1));
                if (base::display_width(line) + 1 + base::display_width(word) > kWidth) {
                    out += line + "\n";
                    line.clear();
                    pad(line, column);
                }
                if (line.back() != ' ') line += ' ';
                line += word;
            }
            out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        }
        return out;
    }

private:
    static void pad(std::string& line, std::size_t column) {
        const std::size_t used = base::display_width(line);
        if (used < column) line += std::string(column - used, ' ');
    }

    std::vector<std::pair<std::string, std::string>> rows_;
    std::size_t left_width_ = 0;
};

std::string flag_head(const FlagDefinition& flag, Language language) {
    std::string head(flag.name);
    if (!flag.is_switch()) head += " " + std::string(flag.value.in(language));
    return head;
}

std::string flags_text(std::span<const FlagDefinition> flags, Language language) {
    TwoColumns columns;
    for (const FlagDefinition& flag : flags)
        if (flag.support == Support::Built)
            columns.add(flag_head(flag, language), flag.help.in(language));
    return columns.text();
}

std::string argument_text(const CommandDefinition& command, Language language) {
    std::string argument(command.argument.in(language));
    if (argument.empty()) return {};
    if (command.argument_repeatable) argument += " …";
    return command.argument_optional ? " [" + argument + "]" : " " + argument;
}

std::string title(LocalizedText text, Language language) {
    return "\n" + std::string(text.in(language)) + ":\n";
}

std::string global_flags_text(Language language) {
    return title({"Felles flagg", "Common flags"}, language) + flags_text(global_flags(), language);
}

std::string commands_text(std::string_view group, Language language) {
    TwoColumns columns;
    std::string planned;
    for (const CommandDefinition& command : command_definitions()) {
        if (!group.empty() && !command.path.starts_with(std::string(group) + " ")) continue;
        if (command.support == Support::Built) {
            columns.add(std::string(command.path) + argument_text(command, language),
                        command.summary.in(language));
        } else {
            planned += (planned.empty() ? "" : ", ") + std::string(command.path);
        }
    }
    std::string text = title({"Kommandoer", "Commands"}, language) + columns.text();
    if (!planned.empty()) {
        TwoColumns note;
        note.add(std::string(LocalizedText{"ikke bygd ennå:", "not yet:"}.in(language)), planned);
        text += "\n" + note.text();
    }
    return text;
}

std::string usage(std::string_view what, Language language) {
    return std::string(LocalizedText{"Bruk: skjerm ", "Usage: skjerm "}.in(language)) +
           std::string(what) + "\n";
}

}  // namespace

std::string help_text(const CommandDefinition* command, Language language) {
    if (command == nullptr) {
        const LocalizedText what{"<kommando> [flagg] [argument]", "<command> [flags] [argument]"};
        const LocalizedText about{
            "Skjerm analyserer registre over en hel befolkning uten at noen ser en enkelt person.",
            "Skjerm analyses registers of a whole population without anyone seeing a person."};
        return std::string(about.in(language)) + "\n\n" + usage(what.in(language), language) +
               commands_text({}, language) + global_flags_text(language);
    }
    const LocalizedText flags{" [flagg]", " [flags]"};
    std::string text = std::string(command->summary.in(language)) + "\n\n" +
                       usage(std::string(command->path) + argument_text(*command, language) +
                                 std::string(flags.in(language)),
                             language);
    if (!command->flags.empty())
        text += title({"Flagg", "Flags"}, language) + flags_text(command->flags, language);
    return text + global_flags_text(language);
}

std::string group_help_text(std::string_view group, Language language) {
    const LocalizedText what{" <kommando> [flagg]", " <command> [flags]"};
    return usage(std::string(group) + std::string(what.in(language)), language) +
           commands_text(group, language) + global_flags_text(language);
}

}  // namespace skjerm::cli
