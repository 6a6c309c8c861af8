// Register-based employment on 16 November: what the main job is, where, and for whom.
#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

constexpr int kYoungest = 15;
constexpr int kOldest = 74;
constexpr int kLastNovember = 2024;

Code8 code_in(const Catalogue& catalogue, std::string_view list, std::string_view text) {
    return Code8{static_cast<std::uint8_t>(catalogue.code(list, text))};
}

int age_on_november_16(const Person& person, int year) {
    const base::CivilDate birth = base::civil_from_days(person.birth);
    return year - birth.year - (std::pair(11, 16) < std::pair(birth.month, birth.day) ? 1 : 0);
}

}  // namespace

EmploymentProjection::EmploymentProjection(const Lives& lives, UnitColumns& columns)
    : lives_(lives), columns_(columns) {
    const Catalogue& catalogue = lives.world.model.catalogue;
    employee_ = code_in(catalogue, "LM_STATUS", "1");
    self_employed_ = code_in(catalogue, "LM_STATUS", "2");
    reported_ = code_in(catalogue, "SOURCE_JOB", "1");
    of_business_ = code_in(catalogue, "SOURCE_JOB", "2");
    sole_ = code_in(catalogue, "ORG_FORM", "ENK");
    personal_ = code_in(catalogue, "SECTOR", "8200");
}

void EmploymentProjection::project(LocalIndex index) {
    if (lives_.careers.of(index).empty()) return;
    const Person& person = lives_.world.people[index];
    for (int year = kFirstWorkYear; year <= kLastNovember; ++year) {
        const int age = age_on_november_16(person, year);
        const DayNumber day = base::days_from_civil({year, 11, 16});
        if (age < kYoungest || age > kOldest || !lives_.stays.covers(index, day)) continue;
        const Job* job = lives_.careers.main_job(index, day);
        if (job != nullptr) write(index, *job, year, day);
    }
}

void EmploymentProjection::write(LocalIndex index, const Job& job, int year, DayNumber day) {
    const Model& model = lives_.world.model;
    const Employers& employers = *model.employers;
    const auto add = [&](UnitColumn column, auto value) {
        columns_.add(column, year, year, value);
    };
    const Code8 status = job.self_employed ? self_employed_ : employee_;
    // Those with a business of their own work where they live.
    const PlaceIndex place =
        job.self_employed ? lives_.place_on(index, day) : employers.place(job.establishment);
    const Code16 municipality{model.places.code(place, day)};
    const Code8 industry{employers.nace(job.establishment)};
    const double hours = lives_.careers.weekly_hours(job, year);
    // Each of the two generations of variables is written for its own years.
    add(UnitColumn::EarlierStatus, status);
    add(UnitColumn::EarlierIndustry, industry);
    add(UnitColumn::EarlierMunicipality, municipality);
    add(UnitColumn::EarlierHours, hours);
    add(UnitColumn::NovemberStatus, status);
    add(UnitColumn::NovemberOccupation, Code16{job.occupation});
    add(UnitColumn::NovemberMunicipality, municipality);
    add(UnitColumn::NovemberHours, hours);
    add(UnitColumn::NovemberSource, job.self_employed ? of_business_ : reported_);
    add(UnitColumn::NovemberIndustry, industry);
    add(UnitColumn::NovemberOrganisation,
        job.self_employed ? sole_ : Code8{employers.org_form(job.establishment)});
    add(UnitColumn::NovemberSector,
        job.self_employed ? personal_ : Code8{employers.sector(job.establishment)});
    if (job.self_employed) return;
    add(UnitColumn::NovemberEstablishment, static_cast<column::UnitIndex>(job.establishment));
    add(UnitColumn::NovemberEnterprise,
        static_cast<column::UnitIndex>(employers.enterprise(job.establishment)));
}

}  // namespace skjerm::datagen
