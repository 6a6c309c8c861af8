#include "skjerm/ledger/skeleton.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::ledger {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters of names; all bytes of letters outside ASCII.
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Words that say what stands where.
bool is_keyword(std::string_view word) {
    static constexpr std::array<std::string_view, 7> kWords{"if", "as", "into",   "on",
                                                            "by", "in", "missing"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

class Scanner {
public:
    Scanner(std::string_view text, const OriginOf& origin_of)
        : text_(text), origin_of_(origin_of) {}

    Skeleton scan() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ' ') {
                ++at_;
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else if (is_digit(c) ||
                       (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
                number();
            } else if (is_letter(c)) {
                word();
            } else {
                keep(text_.substr(at_++, 1));
            }
        }
        result_.hash = hash64(result_.text);
        result_.constants = hash64(constants_);
        return std::move(result_);
    }

private:
    void keep(std::string_view token) {
        result_.text += token;
        result_.text += ' ';
    }
    void take_away(std::string_view token, std::string_view kind) {
        keep(kind);
        constants_ += token;
        constants_ += '\n';
    }
    void quoted(char quote) {
        const std::size_t end = text_.find(quote, at_ + 1);
        const std::size_t next = end == std::string_view::npos ? text_.size() : end + 1;
        take_away(text_.substr(at_, next - at_), "#");
        at_ = next;
    }
    /// A number or a date: 12, 1.5e-3, 2022-12-31.
    void number() {
        const std::size_t begin = at_;
        const auto follows = [&](std::size_t place) {
            return place < text_.size() && is_digit(text_[place]);
        };
        while (at_ < text_.size()) {
            const char c = text_[at_];
            const bool exponent = (c == 'e' || c == 'E') && at_ > begin;
            const bool joined =
                c == '-' && at_ - begin >= 4 && follows(at_ + 1) &&
                (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E' ||
                 (is_digit(text_[at_ - 1]) && at_ + 2 < text_.size() && follows(at_ + 2)));
            if (!is_digit(c) && c != '.' && !exponent && !joined) break;
            ++at_;
        }
        take_away(text_.substr(begin, at_ - begin), "#");
    }
    void word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
        const std::string_view name = text_.substr(begin, at_ - begin);
        const bool is_command = begin == 0;
        const bool calls = at_ < text_.size() && text_[at_] == '(';
        // db/INNTEKT_WLONN: the variable counts, not the alias of the store.
        if (at_ < text_.size() && text_[at_] == '/' && at_ + 1 < text_.size() &&
            is_letter(text_[at_ + 1]) && is_upper(at_ + 1)) {
            ++at_;
            const std::size_t variable = at_;
            while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
            keep("/" + std::string(text_.substr(variable, at_ - variable)));
            return;
        }
        // collapse (mean) lonn: a statistic stands in parentheses that nothing calls.
        const bool is_statistic = begin > 1 && text_[begin - 1] == '(' && text_[begin - 2] == ' ' &&
                                  at_ < text_.size() && text_[at_] == ')';
        if (is_command || calls || is_statistic || is_keyword(name)) return keep(name);
        if (const std::string origin = origin_of_(name); !origin.empty())
            return keep(
                origin.substr(origin.find('/') == std::string::npos ? 0 : origin.find('/')));
        take_away(name, "n");
    }
    /// Register variables are written in capitals.
    [[nodiscard]] bool is_upper(std::size_t place) const {
        return text_[place] >= 'A' && text_[place] <= 'Z';
    }

    std::string_view text_;
    const OriginOf& origin_of_;
    std::size_t at_ = 0;
    Skeleton result_;
    std::string constants_;
};

}  // namespace

Skeleton skeleton_of(std::string_view command, const OriginOf& origin_of) {
    return Scanner(command, origin_of).scan();
}

std::uint64_t hash64(std::string_view text) {
    const base::Digest256 digest = base::sha256(text);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < 8; ++i) hash = hash << 8U | digest[i];
    return hash;
}

}  // namespace skjerm::ledger
