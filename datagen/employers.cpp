#include "datagen/employers.h"

#include <algorithm>
#include <string>

#include "datagen/fixed_math.h"
#include "datagen/generate.h"
#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

// Shares follow the sections of SN2007. The order is that of kIndustries in occupations.cpp.
constexpr Industry kIndustries[] = {
    {"01.", 1.2, "2300", 0.0},                  // 0 farming
    {"02. 03.", 0.8, "2100", 0.0},              // 1 forestry, fishing
    {"06. 09.", 2.3, "2100", 0.8},              // 2 oil and gas
    {"10.", 2.5, "2100", 0.2},                  // 3 food
    {"16. 20. 23. 24.", 2.5, "2100", 0.2},      // 4 process industry
    {"25. 26. 28. 30. 33.", 3.0, "2100", 0.3},  // 5 engineering industry
    {"35. 36. 38.", 1.6, "1520", 0.3},          // 6 power, water, waste
    {"41. 42. 43.1 43.3", 5.6, "2100", 0.2},    // 7 building
    {"43.2", 3.4, "2100", 0.2},                 // 8 installation
    {"45.", 2.0, "2100", 0.3},                  // 9 cars
    {"46.", 3.5, "2100", 0.8},                  // 10 wholesale
    {"47.", 7.5, "2100", 0.3},                  // 11 retail
    {"49. 50. 51. 52. 53.", 5.0, "2100", 0.5},  // 12 transport
    {"55.", 1.3, "2100", 0.4},                  // 13 hotels
    {"56.", 3.2, "2100", 0.5},                  // 14 restaurants
    {"58. 60. 61.", 1.2, "2100", 1.0},          // 15 media, telecommunication
    {"62. 63.", 2.8, "2100", 1.0},              // 16 information technology
    {"64. 65. 66.", 1.8, "3200", 1.0},          // 17 finance
    {"68.", 1.0, "2100", 0.6},                  // 18 real estate
    {"69. 70. 73.", 2.6, "2100", 1.0},          // 19 law, accounts, advice
    {"71. 72. 75.", 2.9, "2100", 0.9},          // 20 engineers, research
    {"77. 78. 79. 82.", 2.5, "2100", 0.8},      // 21 hire, temporary work
    {"80. 81.", 2.5, "2100", 0.6},              // 22 guards, cleaning
    {"84.11 84.12", 3.2, "6500", 0.2},          // 23 municipal administration
    {"84.30", 1.3, "6100", 0.8},                // 24 state administration
    {"84.22", 0.8, "6100", 0.3},                // 25 defence
    {"84.24", 0.8, "6100", 0.4},                // 26 police
    {"85.10 85.20", 4.4, "6500", 0.0},          // 27 primary school
    {"85.31 85.32", 1.6, "6500", 0.3},          // 28 upper secondary school
    {"85.42", 2.0, "6100", 1.0},                // 29 universities and colleges
    {"86.10", 5.0, "6100", 0.9},                // 30 hospitals
    {"86.21 86.23", 1.3, "2100", 0.2},          // 31 doctors and dentists
    {"86.90 87.10 88.10", 7.0, "6500", 0.0},    // 32 nursing homes, home care
    {"87.30", 3.2, "6500", 0.0},                // 33 assisted living
    {"88.91", 3.5, "6500", 0.0},                // 34 kindergartens
    {"90. 91. 93.", 1.6, "7000", 0.5},          // 35 culture and sport
    {"94.", 1.0, "7000", 0.8},                  // 36 organisations
    {"96. 97.", 1.4, "2100", 0.2},              // 37 services to persons
    {"00.000", 0.3, "2100", 0.5},               // 38 not stated
};

// Establishments with employees by size, 2021: the share with at least so many, as logarithms.
// Source: Statistics Norway, table of establishments by number of employees.
constexpr Knot kSizes[] = {{0.0, 0.0},     {0.6931, 1.609}, {1.204, 2.303}, {1.877, 2.996},
                           {3.026, 3.912}, {4.046, 4.605},  {5.52, 5.521},  {10.8, 9.393}};
constexpr double kFullJobs = 2.95e6;
/// Establishments of private firms that belong to a chain, and how many a chain has.
constexpr double kChainShare = 0.18;
constexpr std::uint32_t kChainLength = 40;

// Uniform numbers that belong to (cell, establishment), the same for any seed.
class CellNumbers {
public:
    CellNumbers(std::uint32_t cell, std::uint32_t establishment)
        : words_(philox4x32({cell, establishment, 0, 0}, {0x656D706C, 0x6F796572})) {}
    double uniform(std::size_t which) const {
        return (static_cast<double>(words_[which]) + 0.5) * 0x1p-32;
    }

private:
    PhiloxCounter words_;
};

double town_factor(double people) {
    return people > 150000  ? 1.45
           : people > 60000 ? 1.25
           : people > 25000 ? 1.05
           : people > 8000  ? 0.80
                            : 0.55;
}

bool begins_with_one_of(std::string_view code, std::string_view prefixes) {
    while (!prefixes.empty()) {
        const std::size_t blank = prefixes.find(' ');
        if (code.starts_with(prefixes.substr(0, blank))) return true;
        if (blank == std::string_view::npos) break;
        prefixes.remove_prefix(blank + 1);
    }
    return false;
}

}  // namespace

std::span<const Industry> Employers::industries() { return kIndustries; }

Employers::Employers(const Catalogue& catalogue, const Places& places, std::uint32_t persons)
    : places_(places.size()) {
    constexpr std::size_t kCount = std::size(kIndustries);
    const auto code = [&](std::string_view list, std::string_view text) {
        return static_cast<std::uint8_t>(catalogue.code(list, text));
    };
    std::vector<std::vector<std::uint8_t>> nace(kCount);
    for (const std::string& text : catalogue.codes("SN2007_5"))
        for (std::size_t industry = 0; industry < kCount; ++industry)
            if (begins_with_one_of(text, kIndustries[industry].nace))
                nace[industry].push_back(code("SN2007_5", text));

    double total_share = 0;
    for (const Industry& industry : kIndustries) total_share += industry.share;
    const double jobs = kFullJobs * persons / kFullPopulation;
    // Each municipality is one enterprise, and so is each arm of the state in a county.
    enterprises_ = static_cast<EnterpriseIndex>(places_);
    const EnterpriseIndex state = enterprises_;
    enterprises_ += static_cast<EnterpriseIndex>(Places::kCounties * kCount);
    std::vector<EnterpriseIndex> chain(kCount, 0);
    std::vector<std::uint32_t> chain_left(kCount, 0);

    cells_.resize(places_ * kCount);
    for (std::size_t industry = 0; industry < kCount; ++industry) {
        const Industry& kind = kIndustries[industry];
        SKJERM_CHECK(!nace[industry].empty());
        const auto weight = [&](PlaceIndex place) {
            const double people = places.population(place);
            return people * (1.0 + kind.concentration * (town_factor(people) - 1.0));
        };
        double all = 0;
        for (std::size_t place = 0; place < places_; ++place)
            all += weight(static_cast<PlaceIndex>(place));
        for (std::size_t at = 0; at < places_; ++at) {
            const auto place = static_cast<PlaceIndex>(at);
            Cell& cell = cells_[at * kCount + industry];
            cell.first = establishments();
            const double wanted = jobs * kind.share / total_share * weight(place) / all;
            const double most = std::max(3.0, 0.5 * wanted);
            double employees = 0;
            const bool is_centre = place == places.centre(places.county(place));
            const auto key = static_cast<std::uint32_t>(at * kCount + industry);
            for (std::uint32_t number = 0;; ++number) {
                const CellNumbers draw(key, number);
                if (employees >= wanted && !(number == 0 && is_centre)) break;
                // Where the full population has one there is one, however small: so that as many
                // commute in a small population as in the full one.
                if (number == 0 && !is_centre && draw.uniform(1) > wanted * kFullJobs / jobs) break;
                const double size =
                    std::min(most, fixed_exp(interpolate(kSizes, -fixed_log(draw.uniform(0)))));
                employees += size;
                Establishment made;
                made.place = place;
                made.industry = static_cast<IndustryIndex>(industry);
                made.nace = nace[industry][static_cast<std::size_t>(
                    draw.uniform(2) * static_cast<double>(nace[industry].size()))];
                const double form = draw.uniform(3);
                const bool private_kindergarten = kind.nace == "88.91" && form < 0.47;
                made.is_public =
                    (kind.sector == "6500" || kind.sector == "6100") && !private_kindergarten;
                made.sector = code("SECTOR", private_kindergarten ? "7000" : kind.sector);
                if (kind.sector == "6500" && made.is_public) {
                    const bool of_county = kind.nace.starts_with("85.31");
                    made.org_form = code("ORG_FORM", of_county ? "FYLK" : "KOMM");
                    made.enterprise = of_county
                                          ? state + static_cast<EnterpriseIndex>(
                                                        places.county(place) * kCount + industry)
                                          : place;
                } else if (made.is_public) {
                    made.org_form = code("ORG_FORM", kind.nace == "86.10" ? "ORGL" : "STAT");
                    made.enterprise = state + static_cast<EnterpriseIndex>(
                                                  places.county(place) * kCount + industry);
                } else {
                    const char* text = form < 0.80   ? "AS"
                                       : form < 0.84 ? "ANS"
                                       : form < 0.86 ? "DA"
                                       : form < 0.90 ? "SA"
                                       : form < 0.93 ? "NUF"
                                       : size > 200  ? "ASA"
                                       : size < 4    ? "ENK"
                                                     : "AS";
                    if (kind.sector == "7000" || private_kindergarten)
                        text = form < 0.3 ? "STI" : "FLI";
                    made.org_form = code("ORG_FORM", text);
                    if (draw.uniform(1) < kChainShare && number > 0) {
                        if (chain_left[industry] == 0) {
                            chain[industry] = enterprises_++;
                            chain_left[industry] = kChainLength;
                        }
                        made.enterprise = chain[industry];
                        --chain_left[industry];
                    } else {
                        made.enterprise = enterprises_++;
                    }
                }
                by_index_.push_back(made);
                cumulative_.push_back(employees);
            }
            cell.count = establishments() - cell.first;
        }
    }
    centres_.resize(places_);
    for (std::size_t place = 0; place < places_; ++place)
        centres_[place] = places.centre(places.county(static_cast<PlaceIndex>(place)));
}

EstablishmentIndex Employers::draw(PlaceIndex place, IndustryIndex industry, Draws& draws) const {
    constexpr std::size_t kCount = std::size(kIndustries);
    const Cell* cell = &cells_[place * kCount + industry];
    // A place without such an establishment sends its people to the county's centre.
    if (cell->count == 0) cell = &cells_[centres_[place] * kCount + industry];
    SKJERM_CHECK(cell->count > 0);
    const auto first = cumulative_.begin() + cell->first;
    const auto last = first + cell->count;
    const double at = draws.uniform() * *(last - 1);
    const auto found = std::min(std::upper_bound(first, last, at), last - 1);
    return static_cast<EstablishmentIndex>(found - cumulative_.begin());
}

}  // namespace skjerm::datagen
