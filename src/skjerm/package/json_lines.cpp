#include "skjerm/package/json_lines.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace skjerm::package {

namespace {

using nlohmann::json;

/// Counts the line ends that the parser has gone past. The parser copies its iterators; all copies
/// count in one place.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, std::uint64_t* line) : at_(at), line_(line) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        if (*at_ == '\n') ++*line_;
        ++at_;
        return *this;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    std::uint64_t* line_;
};

/// No field of metadata lies deeper; a document of nested brackets alone must not grow paths.
constexpr std::size_t kDeepest = 10;

/// Notes the line of every member when its key has been read, and of every element of a list that
/// is an object, a list or a text. A number ends only at the character behind it, so the line of
/// one in a list may be the next.
class Places : public nlohmann::json_sax<json> {
public:
    Places(std::map<std::string, std::uint64_t, std::less<>>& lines, const std::uint64_t& line)
        : lines_(lines), line_(line) {}

    bool null() override { return element(); }
    bool boolean(bool) override { return element(); }
    bool number_integer(number_integer_t) override { return element(); }
    bool number_unsigned(number_unsigned_t) override { return element(); }
    bool number_float(number_float_t, const string_t&) override { return element(); }
    bool string(string_t&) override { return element(); }
    bool binary(binary_t&) override { return element(); }
    bool start_object(std::size_t) override {
        element();
        levels_.push_back({path_.size(), false, 0});
        return true;
    }
    bool start_array(std::size_t) override {
        element();
        levels_.push_back({path_.size(), true, 0});
        return true;
    }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool key(string_t& name) override {
        if (levels_.size() > kDeepest) return true;
        path_.resize(levels_.back().prefix);
        if (!path_.empty()) path_ += '.';
        path_ += name;
        lines_.insert_or_assign(path_, line_);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const json::exception&) override {
        fault_line_ = line_;
        return false;
    }
    /// Where the parser stopped.
    [[nodiscard]] std::uint64_t fault_line() const { return fault_line_; }

private:
    struct Level {
        std::size_t prefix;  // bytes of the path that lead to this object or list
        bool is_list;
        std::size_t next;
    };

    /// A value begins: in a list it gets the next index.
    bool element() {
        if (levels_.empty() || levels_.size() > kDeepest || !levels_.back().is_list) return true;
        Level& level = levels_.back();
        path_.resize(level.prefix);
        path_ += '[' + std::to_string(level.next++) + ']';
        lines_.insert_or_assign(path_, line_);
        return true;
    }
    bool leave() {
        path_.resize(levels_.back().prefix);
        levels_.pop_back();
        return true;
    }

    std::map<std::string, std::uint64_t, std::less<>>& lines_;
    const std::uint64_t& line_;
    std::string path_;
    std::vector<Level> levels_;
    std::uint64_t fault_line_ = 1;
};

}  // namespace

JsonLines::JsonLines(std::string_view text) {
    std::uint64_t line = 1;
    Places places(lines_, line);
    static_cast<void>(json::sax_parse(CountingIterator(text.data(), &line),
                                      CountingIterator(text.data() + text.size(), &line), &places));
}

std::uint64_t json_fault_line(std::string_view text) {
    try {
        [[maybe_unused]] const json parsed = json::parse(text);
        return 1;
    } catch (const json::parse_error& fault) {
        // The fault is told behind the character that is wrong.
        const std::size_t before = std::min(text.size(), fault.byte > 0 ? fault.byte - 1 : 0);
        return 1 + static_cast<std::uint64_t>(std::count(
                       text.begin(), text.begin() + static_cast<std::ptrdiff_t>(before), '\n'));
    } catch (const json::out_of_range&) {
        // A number too large for any type, which is no fault of the grammar.
        std::map<std::string, std::uint64_t, std::less<>> lines;
        std::uint64_t line = 1;
        Places places(lines, line);
        static_cast<void>(json::sax_parse(CountingIterator(text.data(), &line),
                                          CountingIterator(text.data() + text.size(), &line),
                                          &places));
        return places.fault_line();
    }
}

std::uint64_t JsonLines::line_of(std::string_view field) const {
    for (;;) {
        if (const auto found = lines_.find(field); found != lines_.end()) return found->second;
        const std::size_t last = field.find_last_of(".[");
        if (last == std::string_view::npos) return 1;
        field = field.substr(0, last);
    }
}

}  // namespace skjerm::package
