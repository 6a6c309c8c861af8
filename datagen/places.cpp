#include "datagen/places.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

// What is assumed of each county of 2024.
struct County {
    std::string_view code;
    double x, y;         // place on the map, in 100 km from Oslo
    double growth_1990;  // population 2024 / 1990 - 1
    double immigrants;   // immigrants settling, relative to population
    double price;        // house prices relative to the mean of the country
    double pull_young;   // attraction for those aged 19-27, relative to population
    double pull_family;  // the same for 28-40
    double correction;   // calibrated, so that 2024 comes out
};
constexpr County kCountyTable[Places::kCounties] = {
    {"03", 0.0, 0.0, 0.57, 2.15, 1.75, 1.90, 0.62, 1.12},    // Oslo
    {"11", -2.8, -0.9, 0.47, 1.05, 0.90, 0.95, 1.05, 0.97},  // Rogaland
    {"15", -1.9, 2.7, 0.15, 0.95, 0.65, 0.70, 1.05, 1.00},   // Møre og Romsdal
    {"18", 2.2, 7.5, 0.00, 0.90, 0.55, 0.70, 1.00, 1.24},    // Nordland
    {"31", 0.3, -0.7, 0.30, 0.95, 0.75, 0.70, 1.25, 0.98},   // Østfold
    {"32", 0.2, 0.3, 0.62, 1.10, 1.35, 1.00, 1.35, 0.82},    // Akershus
    {"33", -0.6, 0.3, 0.30, 1.00, 0.95, 0.75, 1.20, 0.85},   // Buskerud
    {"34", 0.2, 1.5, 0.15, 0.70, 0.55, 0.70, 1.05, 1.13},    // Innlandet
    {"39", -0.2, -0.8, 0.35, 0.85, 0.80, 0.75, 1.20, 0.95},  // Vestfold
    {"40", -1.1, -0.5, 0.15, 0.80, 0.55, 0.75, 1.05, 1.08},  // Telemark
    {"42", -1.7, -1.6, 0.33, 0.80, 0.70, 0.85, 1.10, 1.06},  // Agder
    {"46", -2.9, 0.6, 0.28, 0.90, 0.95, 1.10, 0.95, 0.99},   // Vestland
    {"50", 0.0, 3.8, 0.30, 0.75, 0.95, 1.20, 0.92, 1.08},    // Trøndelag
    {"55", 4.6, 10.5, 0.15, 0.80, 0.75, 1.10, 0.90, 1.18},   // Troms
    {"56", 8.0, 11.5, 0.00, 1.05, 0.45, 0.75, 0.90, 1.30},   // Finnmark
};

// Share of the inhabitants that moves to another county in a year, and how fast distance deters
// (per 100 km).
constexpr double kCountyMobility = 0.021;
constexpr double kDistanceDecay = 0.42;

// People of 5012 and 1850 were divided between several; shares of the register description.
struct DividedShare {
    std::string_view from, to;
    double share;
};
constexpr DividedShare kDivided[] = {{"1850", "1806", 0.35},
                                     {"1850", "1875", 0.65},
                                     {"5012", "5055", 0.25},
                                     {"5012", "5056", 0.02},
                                     {"5012", "5059", 0.73}};

std::size_t pick(const double* cumulative, std::size_t count, double at) {
    const auto* found =
        std::upper_bound(cumulative, cumulative + count, at * cumulative[count - 1]);
    return std::min(static_cast<std::size_t>(found - cumulative), count - 1);
}

// Population of a county in `year` relative to 2024: growth of 1990-2024 at an even pace, and the
// same pace, halved, before 1990.
double relative_size(const County& county, int year) {
    const double pace = fixed_log(1.0 + county.growth_1990) / 34.0;
    const double back = year >= 1990 ? 2024.0 - year : 34.0 + 0.5 * (1990.0 - year);
    return fixed_exp(-pace * back);
}

}  // namespace

Places::Places(const Catalogue& catalogue) {
    build_chains(catalogue);
    weigh_chains(catalogue);
    build_flows();
}

std::uint16_t Places::code(PlaceIndex place, DayNumber day) const {
    std::size_t epoch = 0;
    while (epoch < reforms_.size() && reforms_[epoch] <= day) ++epoch;
    return places_[place].codes[epoch];
}

// Follows every code in force before the first reform through all changes. Where a code has several
// successors, one of them may bear the name of a municipality that went up in it earlier (Haram):
// its people then go there, and no others.
void Places::build_chains(const Catalogue& catalogue) {
    std::set<DayNumber> days;
    std::map<std::pair<DayNumber, std::string>, std::vector<std::string>> successors;
    for (const MunicipalityChange& change : catalogue.municipality_changes()) {
        days.insert(change.day);
        successors[{change.day, change.from}].push_back(change.to);
    }
    reforms_.assign(days.begin(), days.end());
    std::map<std::string, const MunicipalityCode*> by_code;
    for (const MunicipalityCode& entry : catalogue.municipalities()) by_code[entry.code] = &entry;

    std::vector<std::vector<std::string>> chains;
    for (const MunicipalityCode& entry : catalogue.municipalities())
        if (!entry.valid_from && (!entry.valid_to || *entry.valid_to >= reforms_.front() - 1))
            chains.push_back({entry.code});
    for (const DayNumber day : reforms_) {
        std::vector<std::vector<std::string>> grown;
        std::map<std::string, std::set<std::string>> names_before;  // by present code
        for (const auto& chain : chains)
            for (const std::string& code : chain)
                names_before[chain.back()].insert(by_code.at(code)->name);
        for (const auto& chain : chains) {
            const auto next = successors.find({day, chain.back()});
            std::vector<std::string> targets =
                next == successors.end() ? std::vector{chain.back()} : next->second;
            if (targets.size() > 1) {
                std::vector<std::string> kept;
                for (const std::string& target : targets) {
                    const std::string& name = by_code.at(target)->name;
                    const bool own = by_code.at(chain.front())->name == name;
                    const bool of_another = names_before[chain.back()].contains(name) &&
                                            by_code.at(chain.back())->name != name && !own;
                    if (own && by_code.at(chain.back())->name != name) {
                        kept = {target};
                        break;
                    }
                    if (!of_another) kept.push_back(target);
                }
                targets = kept;
            }
            for (const std::string& target : targets) {
                grown.push_back(chain);
                grown.back().push_back(target);
            }
        }
        chains = std::move(grown);
    }
    for (const auto& chain : chains) {
        Place place;
        for (const std::string& code : chain)
            place.codes.push_back(static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", code)));
        const std::string& county = by_code.at(chain.back())->county;
        const auto* found = std::find_if(std::begin(kCountyTable), std::end(kCountyTable),
                                         [&](const County& entry) { return entry.code == county; });
        SKJERM_CHECK(found != std::end(kCountyTable));
        place.county = static_cast<std::size_t>(found - kCountyTable);
        places_.push_back(std::move(place));
    }
}

// Population of 2024 is known by municipality of 2024. Those that went up in one share it: the one
// whose name lived on has three parts, each other one part; then divided ones get their shares.
void Places::weigh_chains(const Catalogue& catalogue) {
    std::map<std::uint16_t, const MunicipalityCode*> by_code;
    for (const MunicipalityCode& entry : catalogue.municipalities())
        by_code[static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", entry.code))] = &entry;
    std::map<std::uint16_t, double> parts;
    const auto part_of = [&](const Place& place) {
        return by_code.at(place.codes.front())->name == by_code.at(place.codes.back())->name ? 3.0
                                                                                             : 1.0;
    };
    for (const Place& place : places_) parts[place.codes.back()] += part_of(place);
    for (Place& place : places_) {
        const MunicipalityCode& last = *by_code.at(place.codes.back());
        place.weight = last.population_2024 * part_of(place) / parts.at(place.codes.back());
    }
    for (const std::string_view divided : {"1850", "5012"}) {
        const auto code = static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", divided));
        double total = 0;
        for (const Place& place : places_)
            if (std::find(place.codes.begin(), place.codes.end(), code) != place.codes.end())
                total += place.weight;
        // Small municipalities: together no more than a thousand people are shared out anew.
        total = std::min(total, 1000.0);
        for (const DividedShare& share : kDivided) {
            if (share.from != divided) continue;
            const auto to = static_cast<std::uint16_t>(catalogue.code("MUNICIPALITY", share.to));
            for (Place& place : places_)
                if (std::find(place.codes.begin(), place.codes.end(), code) != place.codes.end() &&
                    std::find(place.codes.begin(), place.codes.end(), to) != place.codes.end())
                    place.weight = total * share.share;
        }
    }
    in_county_.resize(kCounties);
    cumulative_in_county_.resize(kCounties);
    for (std::size_t index = 0; index < places_.size(); ++index) {
        Place& place = places_[index];
        // Towns pay more than the countryside; a third of it is chance, fixed for ever.
        const double size = fixed_log(std::max(place.weight, 500.0) / 20000.0);
        const double chance =
            static_cast<double>(
                philox4x32({static_cast<std::uint32_t>(index), 0, 0, 0}, {0x77616765, 0})[0]) *
            0x1p-32;
        place.wage_level = 0.030 * size + 0.21 * (chance - 0.5) + (place.county == 0 ? 0.03 : 0.0);
        in_county_[place.county].push_back(static_cast<PlaceIndex>(index));
        auto& cumulative = cumulative_in_county_[place.county];
        cumulative.push_back((cumulative.empty() ? 0.0 : cumulative.back()) + place.weight);
    }
}

// Flows between counties: gravity (size of the destination, deterred by distance), scaled by rows
// and columns so that each county sends its share of movers and receives what makes it grow as it
// did (iterative proportional fitting).
void Places::build_flows() {
    CountyRow size_2024{};
    for (std::size_t county = 0; county < kCounties; ++county)
        size_2024[county] = cumulative_in_county_[county].back();
    const auto sizes_in = [&](int year) {
        CountyRow sizes{};
        double sum = 0;
        for (std::size_t county = 0; county < kCounties; ++county) {
            sizes[county] = size_2024[county] * relative_size(kCountyTable[county], year);
            sum += sizes[county];
        }
        for (double& size : sizes) size /= sum;
        return sizes;
    };
    const auto cumulate = [](CountyRow row) {
        for (std::size_t county = 1; county < kCounties; ++county) row[county] += row[county - 1];
        return row;
    };
    cumulative_1960_ = cumulate(sizes_in(1960));
    CountyRow immigrants = sizes_in(2005);
    CountyRow studies = sizes_in(2010);
    for (std::size_t county = 0; county < kCounties; ++county) {
        immigrants[county] *= kCountyTable[county].immigrants;
        const double pull = kCountyTable[county].pull_young;
        studies[county] *= pull * pull * pull;
    }
    cumulative_immigrants_ = cumulate(immigrants);
    cumulative_studies_ = cumulate(studies);

    for (std::size_t period = 0; period < kPeriods; ++period) {
        const int year = kFirstPeriod + static_cast<int>(period) * kPeriodYears;
        const CountyRow now = sizes_in(year);
        const CountyRow later = sizes_in(year + kPeriodYears);
        for (std::size_t kind = 0; kind < kMoverKinds; ++kind) {
            CountyRow arriving{};
            double sum = 0;
            for (std::size_t county = 0; county < kCounties; ++county) {
                const County& entry = kCountyTable[county];
                const double pull =
                    kind == static_cast<std::size_t>(MoverKind::Young)    ? entry.pull_young
                    : kind == static_cast<std::size_t>(MoverKind::Family) ? entry.pull_family
                                                                          : 1.0;
                const double growth =
                    (later[county] - now[county]) / (kPeriodYears * kCountyMobility);
                arriving[county] =
                    std::max(0.3 * now[county], (now[county] + growth) * entry.correction) * pull;
                sum += arriving[county];
            }
            for (double& share : arriving) share /= sum;
            CountyMatrix flow{};
            for (std::size_t from = 0; from < kCounties; ++from)
                for (std::size_t to = 0; to < kCounties; ++to) {
                    const double dx = kCountyTable[from].x - kCountyTable[to].x;
                    const double dy = kCountyTable[from].y - kCountyTable[to].y;
                    const double distance = std::sqrt(dx * dx + dy * dy);
                    flow[from][to] = from == to ? 0.0
                                                : now[from] * arriving[to] *
                                                      fixed_exp(-kDistanceDecay * distance);
                }
            for (int round = 0; round < 30; ++round) {
                for (std::size_t to = 0; to < kCounties; ++to) {
                    double column = 0;
                    for (std::size_t from = 0; from < kCounties; ++from) column += flow[from][to];
                    for (std::size_t from = 0; from < kCounties; ++from)
                        flow[from][to] *= arriving[to] / column;
                }
                for (std::size_t from = 0; from < kCounties; ++from) {
                    double row = 0;
                    for (std::size_t to = 0; to < kCounties; ++to) row += flow[from][to];
                    for (std::size_t to = 0; to < kCounties; ++to)
                        flow[from][to] *= now[from] / row;
                }
            }
            for (std::size_t from = 0; from < kCounties; ++from)
                flows_[period][kind][from] = cumulate(flow[from]);
        }
    }
}

double Places::price_level(PlaceIndex place) const {
    const double size = places_[place].weight;
    const double town = size > 150000 ? 1.15 : size > 40000 ? 1.05 : size > 10000 ? 0.92 : 0.72;
    return kCountyTable[county(place)].price * (county(place) == 0 ? 1.0 : town);
}

PlaceIndex Places::centre(std::size_t county) const {
    const auto& members = in_county_[county];
    return *std::max_element(members.begin(), members.end(), [&](PlaceIndex one, PlaceIndex other) {
        return places_[one].weight < places_[other].weight;
    });
}

PlaceIndex Places::draw_in_county(std::size_t county, Draws& draws) const {
    const auto& cumulative = cumulative_in_county_[county];
    return in_county_[county][pick(cumulative.data(), cumulative.size(), draws.uniform())];
}

std::size_t Places::county_at(double share) const {
    return pick(cumulative_1960_.data(), kCounties, share);
}

PlaceIndex Places::draw_1960(Draws& draws) const {
    return draw_in_county(county_at(draws.uniform()), draws);
}

PlaceIndex Places::draw_for_immigrant(Draws& draws) const {
    return draw_in_county(pick(cumulative_immigrants_.data(), kCounties, draws.uniform()), draws);
}

PlaceIndex Places::draw_study_place(PlaceIndex home, Draws& draws) const {
    PlaceIndex place = home;
    for (int attempt = 0; attempt < 8 && place == home; ++attempt)
        place = draw_in_county(pick(cumulative_studies_.data(), kCounties, draws.uniform()), draws);
    return place;
}

PlaceIndex Places::draw_move(PlaceIndex from, int year, MoverKind kind, Draws& draws) const {
    const std::size_t home = county(from);
    // Half of all moves stay within the county; Oslo is one municipality, so all leave it.
    if (in_county_[home].size() > 1 && draws.chance(0.54)) {
        PlaceIndex to = from;
        for (int attempt = 0; attempt < 8 && to == from; ++attempt)
            to = draw_in_county(home, draws);
        if (to != from) return to;
    }
    const auto period = static_cast<std::size_t>(
        std::clamp((year - kFirstPeriod) / kPeriodYears, 0, static_cast<int>(kPeriods) - 1));
    const CountyRow& row = flows_[period][static_cast<std::size_t>(kind)][home];
    return draw_in_county(pick(row.data(), kCounties, draws.uniform()), draws);
}

}  // namespace skjerm::datagen
