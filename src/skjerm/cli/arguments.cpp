#include "skjerm/cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <memory>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;

constexpr std::string_view kProgram = "skjerm";

/// CLI11 splits the words into commands, flags and arguments. It gets every value as text: the
/// checks are ours, since their messages exist in both languages.
class Parser {
public:
    Parser() {
        root_.set_help_flag();
        configure(root_);
        add_flags(root_, global_flags(), {});
        for (const CommandDefinition& command : command_definitions()) {
            CLI::App& app = app_of(command.path);
            add_flags(app, command.flags, command.path);
            words_.try_emplace(std::string(command.path));
            app.add_option("WORDS", words_[std::string(command.path)]);
        }
    }

    base::Result<Arguments> parse(std::vector<std::string> words) {
        std::reverse(words.begin(), words.end());  // as CLI11 wants them
        try {
            root_.parse(words);
        } catch (const CLI::ArgumentMismatch& mismatch) {
            return missing_value(mismatch.what());
        }
        return collect();
    }

private:
    struct Entry {
        const FlagDefinition* definition;
        std::string path;
        CLI::Option* option;
    };

    static void configure(CLI::App& app) {
        app.fallthrough();
        app.allow_extras();
        app.require_subcommand(0, 1);
    }

    /// The application of a path, made with those above it.
    CLI::App& app_of(std::string_view path) {
        CLI::App* app = &root_;
        std::string so_far;
        while (!path.empty()) {
            const std::string_view name = path.substr(0, path.find(' '));
            path.remove_prefix(std::min(path.size(), name.size() + 1));
            so_far += (so_far.empty() ? "" : " ") + std::string(name);
            CLI::App*& known = apps_[so_far];
            if (known == nullptr) {
                known = app->add_subcommand(std::string(name));
                known->set_help_flag();
                configure(*known);
            }
            app = known;
        }
        return *app;
    }

    void add_flags(CLI::App& app, std::span<const FlagDefinition> flags, std::string_view path) {
        for (const FlagDefinition& flag : flags) {
            const std::string name(flag.name == "--help"      ? "-h,--help"
                                   : flag.name == "--message" ? "-m,--message"
                                                              : flag.name);
            CLI::Option* option = nullptr;
            if (flag.is_switch()) {
                option = app.add_flag(name);
            } else {
                values_.push_back(std::make_unique<std::vector<std::string>>());
                option = app.add_option(name, *values_.back())->allow_extra_args(false)->take_all();
            }
            entries_.push_back({&flag, std::string(path), option});
        }
    }

    static Diagnostic missing_value(std::string_view what) {
        const std::string_view name = what.substr(0, what.find_first_of(": "));
        base::LocalizedText value{"VERDI", "VALUE"};
        for (const CommandDefinition& command : command_definitions())
            if (const FlagDefinition* flag = find_flag(&command, name)) value = flag->value;
        return base::error(Code::FlagValueMissing, {},
                           {Argument::fact(name), Argument::fact(value)});
    }

    base::Result<Arguments> collect() {
        Arguments arguments;
        CLI::App* app = &root_;
        std::string path;
        while (!app->get_subcommands().empty()) {
            app = app->get_subcommands().front();
            path += (path.empty() ? "" : " ") + app->get_name();
        }
        arguments.command = find_command_definition(path);
        if (arguments.command == nullptr)
            arguments.group = path;
        else
            arguments.words = words_[path];

        // A planned command is refused by name, whatever follows it.
        if (arguments.command != nullptr && arguments.command->support == Support::Planned)
            return base::error(Code::ProgramCommandNotBuilt, {}, {Argument::name(path)});
        for (const Entry& entry : entries_) {
            if (entry.option->count() == 0 || (!entry.path.empty() && entry.path != path)) continue;
            SKJERM_TRY(add_flag(arguments, entry));
        }
        SKJERM_TRY(check_rest(arguments, path));
        return arguments;
    }

    static base::Status add_flag(Arguments& arguments, const Entry& entry) {
        const FlagDefinition& flag = *entry.definition;
        if (flag.support == Support::Planned)
            return base::error(Code::FlagNotBuilt, {}, {Argument::name(flag.name)});
        if (entry.option->count() > 1 && !flag.repeatable)
            return base::error(Code::FlagRepeated, {}, {Argument::name(flag.name)});
        std::vector<std::string>& values = arguments.flags[std::string(flag.name)];
        if (flag.is_switch()) {
            const std::string& given = entry.option->results().front();
            if (given == "true") return base::ok();
            return base::error(Code::FlagValueInvalid, {},
                               {Argument::name(given), Argument::name(flag.name),
                                Argument::fact(base::LocalizedText{"utelatt", "left out"})});
        }
        values = entry.option->results();
        for (const std::string& value : values) SKJERM_TRY(check_choice(flag, value));
        return base::ok();
    }

    /// A list of choices is allowed where several make sense: --only tables,text.
    static base::Status check_choice(const FlagDefinition& flag, const std::string& value) {
        if (flag.choices.empty()) return base::ok();
        const std::vector<std::string_view> all = split_choices(flag.choices);
        const std::vector<std::string_view> planned = split_choices(flag.planned_choices);
        const auto among = [](const auto& list, std::string_view one) {
            return std::find(list.begin(), list.end(), one) != list.end();
        };
        std::vector<std::string> built;
        for (const std::string_view choice : all)
            if (!among(planned, choice)) built.emplace_back(choice);

        const bool several = flag.value.en.find(',') != std::string_view::npos;
        std::string rest = value;
        do {
            const std::size_t end = several ? std::min(rest.find(','), rest.size()) : rest.size();
            const std::string one = rest.substr(0, end);
            rest.erase(0, end + 1);
            if (among(planned, one))
                return base::error(
                    Code::FlagChoiceNotBuilt, {},
                    {Argument::name(one), Argument::name(flag.name), Argument::names(built)});
            if (!among(all, one))
                return base::error(
                    Code::FlagValueInvalid, {},
                    {Argument::name(one), Argument::name(flag.name), Argument::names(built)});
        } while (!rest.empty());
        return base::ok();
    }

    /// What CLI11 could not place.
    base::Status check_rest(const Arguments& arguments, const std::string& path) const {
        for (const std::string& word : root_.remaining(true)) {
            if (word == "--") continue;
            if (word.starts_with('-')) return unknown_flag(arguments.command, path, word);
            if (arguments.command == nullptr) return unknown_command(path, word);
            return too_many(path, word);
        }
        if (arguments.command == nullptr || arguments.has("--help")) return base::ok();
        const CommandDefinition& command = *arguments.command;
        const std::size_t least = command.argument.nb.empty() ? 0 : 1;
        if (arguments.words.size() > least && !command.argument_repeatable)
            return too_many(path, arguments.words[least]);
        if (arguments.words.size() < least && !command.argument_optional)
            return base::error(Code::ArgumentMissing, {},
                               {Argument::name(path), Argument::fact(command.argument),
                                Argument::fact(path + " ")});
        return base::ok();
    }

    static Diagnostic too_many(const std::string& path, const std::string& word) {
        return base::error(
            Code::ArgumentTooMany, {},
            {Argument::name(path), Argument::script_text(word), Argument::fact(path + " ")});
    }

    static Diagnostic unknown_flag(const CommandDefinition* command, const std::string& path,
                                   const std::string& word) {
        std::vector<std::string_view> names;
        if (command != nullptr)
            for (const FlagDefinition& flag : command->flags) names.push_back(flag.name);
        for (const FlagDefinition& flag : global_flags()) names.push_back(flag.name);
        const std::string name = word.substr(0, word.find('='));
        return base::error(Code::UnknownFlag, {},
                           {Argument::name(path.empty() ? std::string(kProgram) : path),
                            Argument::name(name), Argument::names(base::near_names(name, names))});
    }

    static Diagnostic unknown_command(const std::string& path, const std::string& word) {
        const std::string wanted = path.empty() ? word : path + " " + word;
        std::vector<std::string_view> names;
        for (const CommandDefinition& command : command_definitions())
            names.push_back(command.path);
        return base::error(
            Code::UnknownProgramCommand, {},
            {Argument::name(wanted), Argument::names(base::near_names(wanted, names))});
    }

    CLI::App root_;
    std::map<std::string, CLI::App*> apps_;
    std::map<std::string, std::vector<std::string>> words_;
    std::vector<std::unique_ptr<std::vector<std::string>>> values_;
    std::vector<Entry> entries_;
};

/// Digits at the front of `value`, and what follows them.
struct Quantity {
    std::uint64_t number;
    std::string_view unit;
};
std::optional<Quantity> quantity(std::string_view value) {
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (fault != std::errc()) return std::nullopt;
    return Quantity{number, value.substr(static_cast<std::size_t>(end - value.data()))};
}

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

/// number × factor of the unit; nullopt for an unknown unit, zero, or too large a number.
template <std::size_t N>
std::optional<std::uint64_t> scaled(std::string_view value, const std::array<Unit, N>& units) {
    const std::optional<Quantity> given = quantity(value);
    if (!given || given->number == 0) return std::nullopt;
    for (const Unit& unit : units) {
        if (unit.name != given->unit) continue;
        if (given->number > std::numeric_limits<std::int64_t>::max() / unit.factor)
            return std::nullopt;
        return given->number * unit.factor;
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> said_with(const Arguments& arguments) {
    std::vector<std::string> said = arguments.words;
    for (const auto& [flag, values] : arguments.flags) {
        said.push_back(flag);
        said.insert(said.end(), values.begin(), values.end());
    }
    return said;
}

std::optional<std::string> Arguments::value(std::string_view flag) const {
    const auto found = flags.find(flag);
    if (found == flags.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
    const auto found = flags.find(flag);
    return found == flags.end() ? std::vector<std::string>() : found->second;
}

base::Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
    return Parser().parse(words);
}

base::Diagnostic invalid_value(std::string_view flag, std::string_view value,
                               base::LocalizedText allowed) {
    return base::error(
        Code::FlagValueInvalid, {},
        {Argument::script_text(value), Argument::name(flag), Argument::fact(allowed)});
}

base::Result<std::string> needed_value(const Arguments& arguments, std::string_view flag) {
    std::optional<std::string> value = arguments.value(flag);
    if (value && value->find_first_not_of(" \t\r\n") != std::string::npos) return *std::move(value);
    return base::error(Code::FlagMissing, {},
                       {Argument::name(arguments.command->path), Argument::name(flag)});
}

base::Result<std::uint64_t> integer_value(std::string_view flag, std::string_view value,
                                          std::uint64_t low, std::uint64_t high) {
    const std::optional<Quantity> given = quantity(value);
    if (given && given->unit.empty() && given->number >= low && given->number <= high)
        return given->number;
    if (high == std::numeric_limits<std::uint64_t>::max())
        return invalid_value(flag, value, {"et helt tall", "an integer"});
    const std::string range = std::to_string(low) + "-" + std::to_string(high);
    return base::error(Code::FlagValueInvalid, {},
                       {Argument::script_text(value), Argument::name(flag), Argument::fact(range)});
}

base::Result<std::uint64_t> size_value(std::string_view flag, std::string_view value) {
    constexpr std::array<Unit, 7> kUnits{{{"", 1},
                                          {"K", 1ULL << 10},
                                          {"M", 1ULL << 20},
                                          {"G", 1ULL << 30},
                                          {"T", 1ULL << 40},
                                          {"MB", 1'000'000},
                                          {"GB", 1'000'000'000}}};
    if (const auto bytes = scaled(value, kUnits)) return *bytes;
    return invalid_value(flag, value,
                         {"en størrelse som `512M` eller `2G`", "a size such as `512M` or `2G`"});
}

base::Result<std::uint64_t> duration_value(std::string_view flag, std::string_view value) {
    constexpr std::array<Unit, 5> kUnits{
        {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
    if (const auto milliseconds = scaled(value, kUnits)) return *milliseconds;
    return invalid_value(flag, value,
                         {"en tid som `90s` eller `5m`", "a time such as `90s` or `5m`"});
}

}  // namespace skjerm::cli
