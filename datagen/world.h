// A lineage block: up to 16 384 persons who are a complete world. Parents, spouses and children all
// stand in the same block, so no block needs another one and each can be made alone.
//
// The state of the persons is that of the day reached by the simulation; what happened when is kept
// as events where a register wants days (residence, civil status, education).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "datagen/demography.h"
#include "datagen/origins.h"
#include "datagen/places.h"
#include "datagen/rng.h"
#include "skjerm/base/date.h"

namespace skjerm::datagen {

inline constexpr std::uint32_t kLineageBlock = 16384;

/// Index of a person within its block.
using LocalIndex = std::uint16_t;
inline constexpr LocalIndex kNobody = 0xFFFF;
inline constexpr base::DayNumber kNever = 2147483647;
/// Before all days of the simulation (day 0 is one of them).
inline constexpr base::DayNumber kLongAgo = -1'000'000;

/// Values are the codes of the list CIVIL_STATUS.
enum class Civil : std::uint8_t {
    Unknown,
    Never,
    Married,
    Widowed,
    Divorced,
    Separated,
    Partner,
    SeparatedPartner,
    DivorcedPartner,
    SurvivingPartner
};
enum class Reason : std::uint8_t { None, Work, Family, Refuge, Education, Other };
/// By country of birth and that of the parents; values are positions in "ABCEFG".
enum class Category : std::uint8_t {
    Native,
    Immigrant,
    NativeOfImmigrants,
    ForeignOneNorwegian,
    NativeOneForeign,
    ForeignOfNorwegians
};
/// Highest level of education; values are the first digit of NUS2000.
enum class Level : std::uint8_t {
    None = 0,
    Compulsory = 2,
    Basic = 3,
    UpperSecondary = 4,
    College = 5,
    Short = 6,
    Long = 7,
    Doctorate = 8,
    Unknown = 9
};

/// Months since January 1900; 0 = never.
using MonthNumber = std::int16_t;
constexpr MonthNumber month_number(int year, int month) {
    return static_cast<MonthNumber>((year - 1900) * 12 + month - 1);
}
constexpr std::int32_t yyyymm(MonthNumber month) {
    return (1900 + month / 12) * 100 + month % 12 + 1;
}
constexpr int year_of_month(MonthNumber month) { return 1900 + month / 12; }

/// A completed education: when, and its dictionary code of NUS2000. Month 0: never.
struct SchoolStep {
    MonthNumber month = 0;
    std::uint8_t code = 0;
};
enum class Step : std::uint8_t {
    Compulsory,
    UpperSecondary,
    College,
    Bachelor,
    Master,
    Doctorate,
    Count
};

/// The way through school, decided at 16 or on arrival. Steps come in order of months; those beyond
/// death, or while abroad, never come about.
struct Schooling {
    Level level = Level::None;  ///< highest one that will be reached
    Level parents_at_16 = Level::None;
    std::array<SchoolStep, static_cast<std::size_t>(Step::Count)> steps{};
    MonthNumber tertiary_start = 0;
    std::uint8_t mother_code_16 = 0;  ///< NUS2000 codes of the parents at 16; 0 = unknown
    std::uint8_t father_code_16 = 0;
    bool vocational = false;
    bool in_norway = false;    ///< went to school here at 16
    bool never_began = false;  ///< anything after compulsory school

    [[nodiscard]] SchoolStep& step(Step which) { return steps[static_cast<std::size_t>(which)]; }
    [[nodiscard]] const SchoolStep& step(Step which) const {
        return steps[static_cast<std::size_t>(which)];
    }
};

/// What lasts from year to year in someone's economy.
struct Economy {
    float employment = 0;   ///< latent standard normal, persistent
    float wage_effect = 0;  ///< lasting deviation of log wage
    float wage_shock = 0;   ///< of the year, autocorrelated
    float hours_effect = 0;
    float wealth_effect = 0;
    float wealth_shock = 0;
    std::int16_t disabled_year = 0;  ///< year of first disability benefit; 0 = not disabled
    std::uint8_t disability_percent = 0;
    std::uint8_t pension_age = 0;  ///< drawn at 62
    bool knows_lasting = false;    ///< the effects above are drawn
    bool started = false;          ///< lives through years from kFirstForwardYear on
};

struct Person {
    base::DayNumber birth = 0;
    base::DayNumber first_day = 0;  ///< of residence
    base::DayNumber death = kNever;
    base::DayNumber busy = kLongAgo;       ///< day of the latest event that involved a place
    base::DayNumber moved_day = kLongAgo;  ///< of the latest move
    base::DayNumber civil_day = kLongAgo;  ///< of the latest change of civil status
    base::DayNumber divorce_day = kNever;  ///< planned, while separated
    base::DayNumber partner_since = kLongAgo;
    std::int16_t birth_year = 0;
    std::int16_t emigrated_year = 0;
    std::int16_t last_birth_year = 0;
    std::int16_t arrival_year = 0;  ///< of first immigration; 0 for those born here
    LocalIndex mother = kNobody, father = kNobody;
    LocalIndex partner = kNobody;  ///< lives with
    LocalIndex spouse = kNobody;   ///< married to, also when separated
    LocalIndex home = kNobody;     ///< the parent lived with
    LocalIndex leader = kNobody;   ///< whom one left the country with
    LocalIndex first_child = kNobody, next_of_mother = kNobody, next_of_father = kNobody;
    PlaceIndex place = kAbroad, previous_place = kAbroad, birth_place = kAbroad, place_16 = kAbroad;
    PlaceIndex study_place = kAbroad;           ///< lives there while studying, without registering
    std::int16_t study_from = 0, study_to = 0;  ///< years whose 1 January it covers
    Sex sex = Sex::Man;
    Civil civil = Civil::Never;
    CountryIndex country = 0;
    Category category = Category::Native;
    Reason reason = Reason::None;
    std::uint8_t children = 0;
    bool same_sex = false;  ///< seeks a partner of the same sex
    bool short_stay = false;
    bool separate_homes_before = false;  ///< the couple's newest one had another address
    bool mother_known = false, father_known = false;
    float ability = 0, health = 0;
    Schooling school;
    Economy economy;

    [[nodiscard]] bool is_woman() const { return sex == Sex::Woman; }
    [[nodiscard]] bool is_resident() const { return place != kAbroad; }
    [[nodiscard]] bool is_alive() const { return death == kNever; }
    [[nodiscard]] int turns(int year) const { return year - birth_year; }
    [[nodiscard]] bool is_foreign_born() const { return country != 0; }
    [[nodiscard]] bool is_immigrant() const { return category == Category::Immigrant; }
    [[nodiscard]] bool lives_married() const { return partner != kNobody && partner == spouse; }
};

/// From `day` on the person lives at `place`; kAbroad: has left the country.
struct PlaceEvent {
    base::DayNumber day;
    LocalIndex person;
    PlaceIndex place;
};
struct CivilEvent {
    base::DayNumber day;
    LocalIndex person;
    Civil civil;
};
struct NusCodes;
class Employers;
class UnitCatalogue;
class Occupations;

/// Everything that blocks share; immutable.
struct Model {
    /// `persons` is the size of the whole population.
    Model(std::uint64_t seed, int first_year, int last_year, std::uint32_t persons,
          const RegisterIds& registers = {});
    ~Model();
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    Catalogue catalogue;
    std::unique_ptr<const UnitCatalogue> units;
    Seeds seeds;
    Places places;
    Demography demography;
    Origins origins;
    std::unique_ptr<const NusCodes> nus;
    std::unique_ptr<const Employers> employers;
    std::unique_ptr<const Occupations> occupations;
    int first_year;
    int last_year;
    std::uint32_t persons;
};

struct World {
    World(const Model& the_model, std::uint32_t block_index, std::uint32_t person_count);

    const Model& model;
    std::uint32_t block;
    std::uint32_t first_unit;  ///< dense index of person 0
    std::uint32_t size;        ///< persons at the end
    double scale;              ///< size relative to the full population
    int year = kFirstSimulatedYear;
    std::vector<Person> people;
    std::vector<PlaceEvent> place_events;
    std::vector<CivilEvent> civil_events;
    std::vector<LocalIndex> residents;  ///< alive and here on 1 January of `year`
    std::uint32_t deaths = 0;           ///< of the year

    [[nodiscard]] Draws draws(Stream stream, LocalIndex person, int period = 0) const {
        return {model.seeds, stream, first_unit + person, static_cast<std::uint32_t>(period)};
    }
    /// Draws that belong to the block and year, not to a person.
    [[nodiscard]] Draws block_draws(Stream stream) const {
        return {model.seeds, stream, 0x80000000U | block, static_cast<std::uint32_t>(year)};
    }
    [[nodiscard]] base::DayNumber year_start() const { return base::days_from_civil({year, 1, 1}); }
    [[nodiscard]] base::DayNumber year_end() const { return base::days_from_civil({year, 12, 31}); }
    /// A day of the year after 1 January and after `after`; kNever when none is left.
    [[nodiscard]] base::DayNumber draw_day(Draws& draws, base::DayNumber after = kLongAgo) const;

    /// Appends a person; the index is its dense index within the block.
    LocalIndex add_person();
    void set_parents(LocalIndex child, LocalIndex mother, LocalIndex father);
    /// Person moves (or leaves, or comes) on `day`.
    void place_at(LocalIndex index, PlaceIndex place, base::DayNumber day);
    void set_civil(LocalIndex index, Civil civil, base::DayNumber day);
    /// Ends or begins living together; `day` counts for the beginning.
    void join(LocalIndex one, LocalIndex other, base::DayNumber day);
    void part(LocalIndex one);
    /// Registers a marriage of two who live together.
    void marry(LocalIndex one, LocalIndex other, base::DayNumber day);
    /// A family: the adult, the partner, and the children who live with one of them.
    [[nodiscard]] std::vector<LocalIndex> family_of(LocalIndex adult) const;
    template <class Visit>
    void for_each_child(LocalIndex parent, Visit visit) const {
        const bool woman = people[parent].is_woman();
        for (LocalIndex child = people[parent].first_child; child != kNobody;
             child = woman ? people[child].next_of_mother : people[child].next_of_father)
            visit(child);
    }
    /// The whole family moves on a day after whatever else happened to it this year; false when
    /// there is no such day.
    bool move_family(const std::vector<LocalIndex>& family, PlaceIndex place, Draws& draws);
    [[nodiscard]] bool are_kin(LocalIndex one, LocalIndex other) const;
};

}  // namespace skjerm::datagen
