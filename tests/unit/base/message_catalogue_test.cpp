#include "skjerm/base/message_catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

std::set<std::string> placeholders(std::string_view text) {
    static const std::regex kPlaceholder(R"(\{(\d+)\})");
    const std::string copy(text);
    std::set<std::string> found;
    for (std::sregex_iterator it(copy.begin(), copy.end(), kPlaceholder), end; it != end; ++it)
        found.insert(it->str(1));
    return found;
}

TEST(MessageCatalogue, EveryCodeHasBothLanguages) {
    ASSERT_FALSE(all_messages().empty());
    for (const MessageEntry& entry : all_messages()) {
        EXPECT_FALSE(entry.text.nb.empty()) << entry.name;
        EXPECT_FALSE(entry.text.en.empty()) << entry.name;
        EXPECT_EQ(entry.hint.nb.empty(), entry.hint.en.empty()) << entry.name;
        // A message follows `error[…]:`, a hint stands alone.
        EXPECT_FALSE(entry.text.nb.ends_with('.')) << entry.name;
        EXPECT_FALSE(entry.text.en.ends_with('.')) << entry.name;
        EXPECT_EQ(&message_entry(entry.code), &entry) << entry.name;
    }
}

TEST(MessageCatalogue, IsSortedByCode) {
    EXPECT_TRUE(std::ranges::is_sorted(all_messages(), std::less{}, &MessageEntry::code));
    EXPECT_EQ(std::ranges::adjacent_find(all_messages(), {}, &MessageEntry::code),
              all_messages().end());
}

TEST(MessageCatalogue, LanguagesUseTheSamePlaceholders) {
    for (const MessageEntry& entry : all_messages()) {
        EXPECT_EQ(placeholders(entry.text.nb), placeholders(entry.text.en)) << entry.name;
        EXPECT_EQ(placeholders(entry.hint.nb), placeholders(entry.hint.en)) << entry.name;
    }
}

TEST(MessageCatalogue, SpeaksCalmlyAndInUtf8) {
    for (const MessageEntry& entry : all_messages())
        for (const std::string_view text :
             {entry.text.nb, entry.text.en, entry.hint.nb, entry.hint.en}) {
            EXPECT_FALSE(text.ends_with('!')) << entry.name << ": " << text;
            EXPECT_FALSE(text.ends_with(' ') || text.starts_with(' ')) << entry.name;
            EXPECT_EQ(text.find('\n'), std::string_view::npos) << entry.name;
            EXPECT_FALSE(first_invalid_utf8(text)) << entry.name;
        }
}

TEST(MessageCatalogue, FillsEveryPlaceholder) {
    const std::vector<Argument> arguments(10, Argument::fact("Ω"));
    for (const MessageEntry& entry : all_messages()) {
        const Diagnostic diagnostic = error(entry.code, {}, arguments);
        for (const Language language : {Language::Bokmaal, Language::English}) {
            const std::string text = message_text(diagnostic, language);
            EXPECT_TRUE(placeholders(text).empty()) << text;
            EXPECT_EQ(text.find("Ω") != std::string::npos,
                      !placeholders(entry.text.in(language)).empty())
                << text;
        }
    }
}

TEST(MessageCatalogue, LeavesOutAHintWithoutArguments) {
    for (const MessageEntry& entry : all_messages()) {
        const std::string hint = hint_text(error(entry.code, {}), Language::Bokmaal);
        const bool shown = !entry.hint.nb.empty() && placeholders(entry.hint.nb).empty();
        EXPECT_EQ(hint.empty(), !shown) << entry.name;
    }
}

TEST(MessageCatalogue, ShowsArgumentsAndLabels) {
    const Diagnostic diagnostic = error(Code::InternalFault, {}, {Argument::fact("4f2a")});
    EXPECT_EQ(message_text(diagnostic, Language::Bokmaal),
              "intern feil; hendelse 4f2a. Kommandoen ble avbrutt og datasettet er uendret");
    EXPECT_EQ(code_label(Code::InternalFault), "SKJ-9001");
}

TEST(Argument, ShowsEachKind) {
    const auto nb = [](const Argument& argument) { return argument.text(Language::Bokmaal); };
    EXPECT_EQ(nb(Argument::name("lonn")), "`lonn`");
    EXPECT_EQ(nb(Argument::script_text("")), "");
    EXPECT_EQ(nb(Argument::fact(std::int64_t{-12})), "-12");
    EXPECT_EQ(nb(Argument::names({"lonn", "lonn19"})), "`lonn`, `lonn19`");
    EXPECT_EQ(nb(Argument::names({})), "");
    const Argument both = Argument::fact(LocalizedText{"tall", "number"});
    EXPECT_EQ(nb(both), "tall");
    EXPECT_EQ(both.text(Language::English), "number");
}

TEST(Argument, QuotesAnyTextOnOneHarmlessLine) {
    EXPECT_EQ(Argument::script_text("a\tb\r\nc\x1b[31m").text(Language::Bokmaal),
              "`a b  c\uFFFD[31m`");
    EXPECT_EQ(Argument::script_text("\xFF").text(Language::Bokmaal), "`\uFFFD`");
    const std::string text = Argument::script_text(std::string(500, 'x')).text(Language::English);
    EXPECT_EQ(text, "`" + std::string(200, 'x') + "…`");
}

}  // namespace
}  // namespace skjerm::base
