// The one gate: admits analyses, snaps conditions, and turns raw results into released ones. The
// only code that can open a RawResult or make a Permit or a released::Result; every number that
// leaves the system passes through here.
//
// Decisions are taken on perturbed counts (never on true ones), so a refusal tells nothing that a
// released count could not have told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/base/evidence.h"
#include "skjerm/base/result.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/disclosure/sample_order.h"
#include "skjerm/disclosure/secret.h"
#include "skjerm/disclosure/trace.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// What a condition may do after snapping.
enum class Snap : std::uint8_t { Keep, SelectNone, SelectAll };

class Gate {
public:
    /// Refuses a policy that was written for another noise table than the program's.
    [[nodiscard]] static base::Status check_policy(const Policy& policy);
    /// `policy` must pass check_policy.
    Gate(Policy policy, Secret secret);
    /// A gate for checking scripts on datasets without rows. It lets every population and every
    /// condition pass, and therefore gives nothing away: what it releases has no numbers and no
    /// labels, whatever is put into it. Its keys are no secret.
    [[nodiscard]] static Gate checking();
    /// The same gate for one command: every set of units that is counted writes itself into
    /// `trace`, which must outlive it. The domain of a set is that of the keys last asked for.
    [[nodiscard]] Gate watched_by(Trace& trace) const;
    /// The same gate, bound by what was shown before. `precedents` must outlive it.
    [[nodiscard]] Gate bound_by(Precedents& precedents) const;

    [[nodiscard]] const Policy& policy() const { return policy_; }
    /// Keys of the units of one identifier domain, for evidence.
    [[nodiscard]] base::UnitKeys unit_keys(std::uint16_t domain) const;
    /// Signs for keyed weights.
    [[nodiscard]] base::KeyedSigns keyed_signs() const;
    /// For fingerprints of what models span.
    [[nodiscard]] base::Aes128 fingerprint_cipher() const;
    /// Released counts, for decisions of disclosure control.
    [[nodiscard]] const CountNoise& count_noise() const { return count_noise_; }

    /// Remembers for the ledger that statistics of a variable were computed over a set of units, or
    /// over groups whose key sums add up to `sets`.
    void note_statistics(std::uint64_t sets, const base::Derivation& variable) const;

    /// How a condition (or change) that selects `selected` and leaves `rest` is to be treated. In
    /// refuse mode a small side is an error (SDC-E2) instead. The caller adds condition_note()
    /// whatever the answer: the note belongs to the command, not to what happened.
    [[nodiscard]] base::Result<Snap> snap(const base::Evidence& selected,
                                          const base::Evidence& rest, base::Span where) const;
    /// The constant note on conditions (SDC-N1).
    [[nodiscard]] base::Diagnostic condition_note(base::Span where) const;
    /// The same for the rules of recode.
    [[nodiscard]] base::Diagnostic rules_note(base::Span where) const;

    /// Refuses (SDC-E1) a dataset population that would be too small.
    [[nodiscard]] base::Status admit_population(const base::Evidence& population,
                                                base::Span where) const;
    /// Likewise rows that were chosen by values of carriers: there must be enough without the
    /// `largest` number of them that one carrier has, or it would show whether that one is there.
    [[nodiscard]] base::Status admit_rows(const RawRows& rows, std::uint64_t largest,
                                          base::Span where) const;

    /// The order in which `seed` draws the units of a population. `parent` is the evidence of the
    /// first ancestor that was not itself a sample: samples of samples follow the same few orders.
    [[nodiscard]] SampleOrder sample_order(const base::Evidence& parent, std::uint64_t seed) const;
    /// How many units of `population` a sample holds: a share of them in (0, 1), or about `count`;
    /// nullopt when that is all of them, judged on the released count.
    [[nodiscard]] std::optional<std::uint64_t> sample_size(const base::Evidence& population,
                                                           double share) const;
    [[nodiscard]] std::optional<std::uint64_t> sample_size(const base::Evidence& population,
                                                           std::uint64_t count) const;

    /// Whether a command may fail because of the rows of these units: their released count is large
    /// enough. Otherwise it goes on as if they were missing.
    [[nodiscard]] bool may_fail_because_of(const base::Evidence& affected) const;

    /// Whether each of `groups` equal groups of the valid values would have enough units (judged on
    /// the released count), so that quantile() may name them.
    [[nodiscard]] bool admits_quantile_groups(const base::Evidence& valid, int groups) const;

    /// Leave to analyse a selection of a dataset with `population`.
    [[nodiscard]] base::Result<Permit> admit(const base::Evidence& population,
                                             base::Span where) const;

    /// Which levels of a classifying variable a table shows, pools into "other values" or counts in
    /// totals only. `margin`: evidence of each level among the rows of the table.
    [[nodiscard]] LevelPlan plan_levels(const RawAxis& axis,
                                        std::span<const base::Evidence> margin) const;

    /// How many levels a command should be ready to count before it refuses a variable on its own.
    /// Of so many levels far more than `table_max_levels` have a released count above 0, even when
    /// each is a single unit, so that admit_size would refuse anyway: a limit on the true number of
    /// levels then decides nothing, and one level more or less cannot be found out.
    [[nodiscard]] std::size_t countable_levels() const;

    /// Refuses (SDC-E7) a table of too many levels with a released count above 0, or too many shown
    /// cells; `margins` as above, one for each axis. To be asked before levels are merged.
    [[nodiscard]] base::Status admit_size(std::span<const RawAxis> axes,
                                          std::span<const std::vector<base::Evidence>> margins,
                                          base::Span where) const;

    /// The groups for which `table` (axes and cells) needs value statistics; refuses (SDC-E7) when
    /// the table would be too large.
    [[nodiscard]] base::Result<GroupPlan> plan_groups(const RawTable& table) const;

    /// Opens a raw result: perturbs, suppresses, coarsens, rounds, sorts, or refuses.
    [[nodiscard]] base::Result<released::Result> release(RawResult&& raw,
                                                         released::Provenance provenance) const;

    /// The active dataset's released unit count and names. `population`: null before the first
    /// import. `carriers`: of the conditions that chose the rows, or null; where they are too few,
    /// no count is shown.
    [[nodiscard]] released::Result release_dataset(released::DatasetSummary summary,
                                                   const base::Evidence* population,
                                                   std::vector<base::Diagnostic> notes,
                                                   released::Provenance provenance,
                                                   const RawCarriers* carriers = nullptr) const;

    /// Text that never saw data: text blocks, help, history, code lists of the catalogue.
    [[nodiscard]] released::Result release_document(released::Document document,
                                                    released::Provenance provenance) const;
    [[nodiscard]] released::Result release_notice(base::Diagnostic message,
                                                  released::Provenance provenance) const;

private:
    friend struct PlainNoise;  // tests/support/plain_policy.cpp
    Gate(Policy policy, Secret secret, const NoiseTable& table);

    Policy policy_;
    std::shared_ptr<const Secret> secret_;
    CountNoise count_noise_;
    Trace* trace_ = nullptr;
    bool only_checks_ = false;
};

}  // namespace skjerm::disclosure
