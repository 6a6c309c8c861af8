#include "skjerm/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace skjerm::cli {

namespace {

using base::Language;

constexpr std::size_t kUsualWidth = 100;
constexpr std::size_t kNarrowest = 40;

/// The locale of messages, as setlocale() would choose it; empty for none.
std::string_view message_locale() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const auto value = environment_variable(name)) return *value;
    return {};
}

}  // namespace

std::optional<std::string_view> environment_variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

Language choose_language(const std::vector<std::string>& words) {
    constexpr std::string_view kFlag = "--lang";
    for (std::size_t word = 0; word < words.size(); ++word) {
        std::string_view value;
        if (words[word] == kFlag && word + 1 < words.size())
            value = words[word + 1];
        else if (words[word].starts_with("--lang="))
            value = std::string_view(words[word]).substr(7);
        if (value == "en") return Language::English;
        if (value == "nb") return Language::Bokmaal;
    }
    const std::string_view locale = message_locale();
    const std::string_view code = locale.substr(0, locale.find_first_of("_.@"));
    if (locale.empty() || code == "nb" || code == "nn" || code == "no") return Language::Bokmaal;
    return Language::English;
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool use_colour(Choice choice, int descriptor) {
    if (choice != Choice::Auto) return choice == Choice::Always;
    if (environment_variable("NO_COLOR") || environment_variable("TERM") == "dumb") return false;
    return is_terminal(descriptor);
}

bool needs_ascii() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const auto value = environment_variable(name);
        if (!value) continue;
        std::string locale(*value);
        std::transform(locale.begin(), locale.end(), locale.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return locale.find("utf-8") == std::string::npos &&
               locale.find("utf8") == std::string::npos;
    }
    return false;
}

std::size_t terminal_width(int descriptor) {
    winsize size{};
    if (!is_terminal(descriptor) || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return kUsualWidth;
    return std::max<std::size_t>(size.ws_col, kNarrowest);
}

std::size_t terminal_height(int descriptor) {
    constexpr std::size_t kUsualHeight = 24;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return kUsualHeight;
    return size.ws_row;
}

}  // namespace skjerm::cli
