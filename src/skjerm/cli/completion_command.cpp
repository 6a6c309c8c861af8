// `skjerm completion bash|zsh|fish`: completion scripts written from the definition of the command
// line. All three ask the same questions: which words may follow the command given so far.
#include <algorithm>
#include <string>
#include <string_view>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/program.h"

namespace skjerm::cli {

namespace {

/// Words that may stand after the words of `path` ("" for the program itself).
std::string words_after(std::string_view path) {
    std::string words;
    const auto add = [&](std::string_view word) {
        if ((" " + words + " ").find(" " + std::string(word) + " ") == std::string::npos)
            words += (words.empty() ? "" : " ") + std::string(word);
    };
    const std::string prefix = path.empty() ? std::string() : std::string(path) + " ";
    for (const CommandDefinition& command : command_definitions()) {
        if (command.support == Support::Planned || !command.path.starts_with(prefix)) continue;
        const std::string_view rest = command.path.substr(prefix.size());
        add(rest.substr(0, rest.find(' ')));
    }
    const CommandDefinition* command = find_command_definition(path);
    if (command != nullptr) {
        if (path == "completion")
            for (const std::string_view shell : split_choices(command->argument.en)) add(shell);
        for (const FlagDefinition& flag : command->flags)
            if (flag.support == Support::Built) add(flag.name);
    }
    for (const FlagDefinition& flag : global_flags())
        if (flag.support == Support::Built) add(flag.name);
    return words;
}

std::string built_choices(const FlagDefinition& flag) {
    std::string words;
    const std::vector<std::string_view> planned = split_choices(flag.planned_choices);
    for (const std::string_view choice : split_choices(flag.choices))
        if (std::find(planned.begin(), planned.end(), choice) == planned.end())
            words += (words.empty() ? "" : " ") + std::string(choice);
    return words;
}

/// Paths of built commands and of their groups, each once, groups first.
std::vector<std::string> paths() {
    std::vector<std::string> all{""};
    for (const CommandDefinition& command : command_definitions()) {
        if (command.support == Support::Planned) continue;
        const std::string path(command.path);
        const std::string group = path.substr(0, path.find(' '));
        for (const std::string& one : {group, path})
            if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
    return all;
}

/// Shell cases `flag) words ;;` for the flags whose values are known.
std::string value_cases(std::string_view indent, std::string_view action) {
    std::string cases;
    const auto add = [&](const FlagDefinition& flag) {
        const std::string words = built_choices(flag);
        const std::string name(flag.name);
        if (words.empty() || cases.find(" " + name + ")") != std::string::npos) return;
        cases += std::string(indent) + " " + name + ") " + std::string(action) + "\"" + words +
                 "\" ;;\n";
    };
    for (const FlagDefinition& flag : global_flags()) add(flag);
    for (const CommandDefinition& command : command_definitions())
        for (const FlagDefinition& flag : command.flags) add(flag);
    return cases;
}

std::string path_cases(std::string_view indent, std::string_view action) {
    std::string cases;
    for (const std::string& path : paths())
        cases += std::string(indent) + " \"" + path + "\") " + std::string(action) + "\"" +
                 words_after(path) + "\" ;;\n";
    return cases;
}

/// The words of commands, to find the path among what was typed.
std::string command_pattern() {
    std::string pattern;
    for (const std::string& path : paths()) {
        if (path.empty()) continue;
        const std::string word = path.substr(path.rfind(' ') + 1);
        if (("|" + pattern + "|").find("|" + word + "|") == std::string::npos)
            pattern += (pattern.empty() ? "" : "|") + word;
    }
    return pattern;
}

std::string bash_script() {
    return "_skjerm() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local path= words= word\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case $word in " +
           command_pattern() +
           ") path=\"${path:+$path }$word\" ;; esac\n"
           "    done\n"
           "    case $previous in\n" +
           value_cases("       ", "words=") +
           "    esac\n"
           "    if [ -z \"$words\" ]; then\n"
           "        case $path in\n" +
           path_cases("           ", "words=") +
           "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
           "}\n"
           "complete -o filenames -F _skjerm skjerm\n";
}

std::string zsh_script() {
    return "#compdef skjerm\n"
           "_skjerm() {\n"
           "    local previous=${words[CURRENT-1]} path_so_far= found= word\n"
           "    for word in ${words[2,CURRENT-1]}; do\n"
           "        case $word in " +
           command_pattern() +
           ") path_so_far=\"${path_so_far:+$path_so_far }$word\" ;; esac\n"
           "    done\n"
           "    case $previous in\n" +
           value_cases("       ", "found=") +
           "    esac\n"
           "    if [[ -z $found ]]; then\n"
           "        case $path_so_far in\n" +
           path_cases("           ", "found=") +
           "        esac\n"
           "    fi\n"
           "    compadd -- ${=found}\n"
           "    _files\n"
           "}\n"
           "compdef _skjerm skjerm\n";
}

std::string fish_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::string fish_flag(const FlagDefinition& flag, std::string_view condition,
                      base::Language language) {
    if (flag.support == Support::Planned) return {};
    std::string line = "complete -c skjerm";
    if (!condition.empty()) line += " -n " + fish_quoted(condition);
    line += " -l " + std::string(flag.name.substr(2));
    if (!flag.is_switch()) line += " -r";
    if (!flag.choices.empty()) line += " -f -a " + fish_quoted(built_choices(flag));
    return line + " -d " + fish_quoted(flag.help.in(language)) + "\n";
}

std::string fish_script(base::Language language) {
    std::string script;
    for (const FlagDefinition& flag : global_flags()) script += fish_flag(flag, "", language);
    for (const CommandDefinition& command : command_definitions()) {
        if (command.support == Support::Planned) continue;
        const std::string path(command.path);
        const std::size_t blank = path.find(' ');
        const std::string first = path.substr(0, blank);
        std::string seen = "__fish_seen_subcommand_from " + first;
        std::string line = "complete -c skjerm -f -n __fish_use_subcommand -a " + first;
        if (blank != std::string::npos) {
            const std::string second = path.substr(blank + 1);
            if (script.find(line) == std::string::npos) script += line + "\n";
            line = "complete -c skjerm -f -n " + fish_quoted(seen) + " -a " + second;
            seen += "; and __fish_seen_subcommand_from " + second;
        }
        script += line + " -d " + fish_quoted(command.summary.in(language)) + "\n";
        for (const FlagDefinition& flag : command.flags) script += fish_flag(flag, seen, language);
    }
    return script;
}

}  // namespace

ExitCode completion_command(Program& program) {
    const std::string& shell = program.arguments.words.front();
    if (shell == "bash")
        program.out.write(bash_script());
    else if (shell == "zsh")
        program.out.write(zsh_script());
    else if (shell == "fish")
        program.out.write(fish_script(program.language));
    else
        return program.fail(
            base::error(base::Code::FlagValueInvalid, {},
                        {base::Argument::script_text(shell), base::Argument::name("completion"),
                         base::Argument::names({"bash", "zsh", "fish"})}));
    return ExitCode::Success;
}

}  // namespace skjerm::cli
