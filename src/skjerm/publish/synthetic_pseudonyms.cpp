#include "skjerm/publish/synthetic_pseudonyms.h"

#include <charconv>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish {

namespace {

constexpr int kRounds = 8;
constexpr unsigned kHalfBits = 24;
constexpr std::uint64_t kHalfMask = (std::uint64_t{1} << kHalfBits) - 1;

/// What stands before the digits of an identifier, and how many digits there are.
struct Form {
    std::string_view prefix;
    std::size_t digits;
};

/// Absent for a text that begins like no made-up identifier of the domain.
std::optional<Form> form_of(std::string_view domain, std::string_view identifier) {
    if (domain == "FNR") return Form{"99", 9};
    if (domain == "ORGNR") return Form{"1", 8};
    const std::size_t end = identifier.rfind('_');
    if (end != std::string_view::npos && end > 0) return Form{identifier.substr(0, end + 1), 10};
    const bool has_zero_in_front = identifier.size() > 1 && identifier[0] == '0';
    if (has_zero_in_front) return std::nullopt;
    return Form{"", identifier.size()};
}

}  // namespace

Permutation48::Permutation48(std::string_view databank, std::string_view domain)
    : cipher_(base::derive_key(base::sha256(databank),
                               "synthetic pseudonyms " + std::string(domain))) {}

std::uint64_t Permutation48::round(std::uint64_t half, int round) const {
    return cipher_.encrypt({half, static_cast<std::uint64_t>(round)}).low & kHalfMask;
}

std::uint64_t Permutation48::forward(std::uint64_t number) const {
    SKJERM_CHECK(number < kPseudonymLimit);
    std::uint64_t left = number >> kHalfBits;
    std::uint64_t right = number & kHalfMask;
    for (int each = 0; each < kRounds; ++each) {
        const std::uint64_t next = left ^ round(right, each);
        left = right;
        right = next;
    }
    return left << kHalfBits | right;
}

std::uint64_t Permutation48::back(std::uint64_t number) const {
    SKJERM_CHECK(number < kPseudonymLimit);
    std::uint64_t left = number >> kHalfBits;
    std::uint64_t right = number & kHalfMask;
    for (int each = kRounds; each-- > 0;) {
        const std::uint64_t before = right ^ round(left, each);
        right = left;
        left = before;
    }
    return left << kHalfBits | right;
}

base::Result<std::vector<std::uint64_t>> SyntheticPseudonyms::map(
    std::string_view domain, std::span<const std::string_view> identifiers) {
    const Permutation48 permutation(databank_, domain);
    std::vector<std::uint64_t> pseudonyms;
    pseudonyms.reserve(identifiers.size());
    for (const std::string_view identifier : identifiers) {
        const auto number = synthetic_number(domain, identifier);
        if (!number)
            return base::error(base::Code::IdentifierNotSynthetic, {},
                               {base::Argument::name(domain)});
        pseudonyms.push_back(permutation.forward(*number));
    }
    return pseudonyms;
}

std::optional<std::uint64_t> synthetic_number(std::string_view domain,
                                              std::string_view identifier) {
    const std::optional<Form> form = form_of(domain, identifier);
    if (!form || !identifier.starts_with(form->prefix)) return std::nullopt;
    identifier.remove_prefix(form->prefix.size());
    if (identifier.size() != form->digits) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = identifier.data() + identifier.size();
    const auto [stop, error] = std::from_chars(identifier.data(), end, number);
    if (error != std::errc{} || stop != end || number >= kPseudonymLimit) return std::nullopt;
    return number;
}

}  // namespace skjerm::publish
