// Where the values of a variable come from: a fingerprint of how they were computed, whatever the
// variable is called. The noise of statistics of values is keyed on it, so that two variables which
// were computed in different ways never share that noise. If they did whenever their values are the
// same, equal means would prove equal values: `wage` and `wage + 1000000 · (is it Kari?) · (has she
// the benefit?)` would show the same mean, to the last digit, just when she has not.
//
// Variables that are a·y + b of one register variable y share the fingerprint `family`: linear
// relations between what is shown of them then hold exactly, and since their values follow from
// those of y, whatever these are, nothing can be read from that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::base {

struct Derivation {
    Word128 own;     ///< of exactly these values; what is made of them hashes it
    Word128 family;  ///< what noise is keyed on
    /// Of values factor·y + shift of a register variable y; 0 for all others.
    double factor = 0;
    double shift = 0;
    /// How far from y, in its units, the shifts that led to the values went. Arithmetic loses the
    /// digits below a 10^16th of that, and with them the reason to share the noise of y.
    double reach = 0;

    [[nodiscard]] bool is_linear() const { return factor != 0; }
    friend bool operator==(const Derivation&, const Derivation&) = default;
};

/// Gathers what values were computed from. Texts and numbers are kept apart whatever they are.
class DerivationMaker {
public:
    /// `what`: the operation.
    explicit DerivationMaker(std::string_view what) { add(what); }

    DerivationMaker& add(std::string_view text);
    DerivationMaker& add(std::uint64_t number);
    DerivationMaker& add(double number);
    DerivationMaker& add(const Derivation& source);

    /// Of values that are no linear function of one register variable.
    [[nodiscard]] Derivation make() const;
    /// Of a register variable itself.
    [[nodiscard]] Derivation make_register() const;

private:
    std::string bytes_;
};

/// The family of factor·y and of y + shift, where they stay in that of `y`: not when `y` is in
/// none, and not where so many digits are lost that equal results would say something about the
/// values. `own` is that of `y`.
[[nodiscard]] std::optional<Derivation> scaled(const Derivation& y, double factor);
[[nodiscard]] std::optional<Derivation> shifted(const Derivation& y, double shift);

}  // namespace skjerm::base
