#include "datagen/origins.h"

#include <algorithm>
#include <array>

#include "datagen/demography.h"
#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

// Arrivals, in thousands a year, on average over 1960-69, 1970-79, 1980-89, 1990-94, 1995-99,
// 2000-04, 2005-09, 2010-14, 2015-19, 2020-21, 2022 and from 2023. Rounded from memory of published
// immigration by citizenship, then fitted so that the largest groups of 2024 come out.
constexpr std::size_t kPeriods = 12;
constexpr int kPeriodStarts[kPeriods] = {1960, 1970, 1980, 1990, 1995, 2000,
                                         2005, 2010, 2015, 2020, 2022, 2023};
struct Arrivals {
    std::string_view code;
    OriginGroup group;
    double men;
    std::array<double, kPeriods> thousands;
};
using enum OriginGroup;
constexpr Arrivals kArrivals[] = {
    {"101", Nordic, 0.52, {3, 3, 3, 2, 2, 2.2, 1.9, 1.7, 1.6, 1.4, 1.3, 1.3}},
    {"103", Nordic, 0.45, {.9, .8, .6, .5, .7, .7, .6, .6, .5, .4, .4, .4}},
    {"105", Nordic, 0.50, {.2, .4, .5, .4, .4, .4, .9, 1.2, .4, .3, .3, .3}},
    {"106", Nordic, 0.52, {3, 3, 3, 2.4, 3, 3.4, 4.6, 5.6, 3.4, 2.4, 2.2, 2.2}},
    {"144", West, 0.52, {1.5, 1, .8, .7, .9, 1.4, 3.2, 2, 1.3, 1.2, 1.2, 1.2}},
    {"139", West, 0.60, {2, 2.6, 2.2, 1.1, .9, .9, 1.2, 1.4, 1.1, .8, .8, .8}},
    {"684", West, 0.50, {2, 2, 1.6, .9, .8, .8, .9, 1.1, 1, .7, .8, .8}},
    {"127", West, 0.55, {.5, .5, .4, .3, .4, .6, .9, .7, .6, .5, .5, .5}},
    {"117", West, 0.55, {.3, .4, .3, .3, .3, .4, .6, .7, .6, .5, .5, .5}},
    {"137", West, 0.55, {.1, .2, .2, .1, .1, .2, .3, 1.1, .7, .6, .6, .6}},
    {"123", West, 0.60, {.1, .1, .1, .1, .1, .2, .3, .6, .7, .6, .6, .6}},
    {"132", West, 0.62, {.1, .1, .1, .05, .05, .1, .2, .5, .4, .3, .3, .3}},
    {"612", West, 0.50, {.3, .3, .2, .2, .1, .2, .2, .2, .2, .2, .2, .2}},
    {"805", West, 0.52, {.1, .2, .2, .1, .1, .1, .2, .2, .2, .1, .1, .1}},
    {"141", West, 0.52, {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1}},
    {"153", West, 0.54, {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1}},
    {"131", EastEurope, 0.66, {.1, .2, .5, .4, .3, .9, 8.5, 9.6, 5, 4, 3.6, 3}},
    {"136", EastEurope, 0.60, {0, 0, 0, .02, .05, .35, 2.2, 5.2, 2.2, 1.4, 1.3, 1.1}},
    {"124", EastEurope, 0.58, {0, 0, 0, .02, .03, .1, .5, 1.4, .6, .5, .5, .4}},
    {"115", EastEurope, 0.58, {0, 0, 0, .02, .03, .1, .3, .6, .3, .2, .2, .2}},
    {"133", EastEurope, 0.58, {0, .03, .1, .2, .1, .2, .9, 2.1, 1.5, 1.2, 1.2, 1.2}},
    {"113", EastEurope, 0.58, {0, .02, .05, .1, .05, .1, .5, .8, .6, .5, .5, .5}},
    {"157", EastEurope, 0.65, {0, 0, 0, .02, .03, .1, .4, .5, .3, .3, .3, .2}},
    {"152", EastEurope, 0.60, {.1, .05, .05, .05, .05, .05, .2, .5, .3, .2, .2, .2}},
    {"158", EastEurope, 0.55, {0, .03, .03, .02, .03, .05, .1, .2, .2, .1, .1, .1}},
    {"122", EastEurope, 0.62, {.05, .1, .1, .2, .1, .05, .1, .4, .6, .4, .4, .4}},
    {"148", Refugee, 0.42, {0, 0, 0, .03, .1, .3, .3, .4, .4, .4, 35, 26}},
    {"140", Family, 0.32, {0, .02, .05, .5, .7, 1.6, 1.4, 1.2, .6, .5, .8, .5}},
    {"155", Refugee, 0.50, {0, .02, .05, 3.2, .9, .15, .12, .12, .1, .1, .1, .1}},
    {"161", Refugee, 0.55, {0, .05, .2, .8, .8, .5, .4, .3, .2, .1, .1, .1}},
    {"159", EastEurope, 0.52, {.1, .2, .2, .3, .2, .2, .2, .3, .3, .2, .2, .2}},
    {"452", Refugee, 0.60, {0, .02, .2, .8, 2.2, 2.7, 1.3, .7, .5, .3, .4, .4}},
    {"346", Refugee, 0.54, {0, .02, .3, .8, 1.1, 1.7, 1.8, 2.1, .8, .2, .3, .3}},
    {"456", Refugee, 0.54, {.02, .05, .8, .7, .5, .7, .6, .9, .6, .5, .6, .6}},
    {"564", Refugee, 0.60, {0, .02, .05, .1, .1, .1, .1, 1.0, 5.6, 1.4, 1.6, 1.6}},
    {"404", Refugee, 0.62, {0, 0, .05, .1, .2, 1.2, 1.2, 1.1, 1.0, .8, 1.0, .6}},
    {"241", Refugee, 0.56, {0, .02, .2, .15, .1, .3, 1.3, 2.7, 1.5, .5, .4, .4}},
    {"246", Refugee, 0.52, {0, .02, .1, .25, .2, .3, .4, .6, .4, .2, .2, .2}},
    {"279", Refugee, 0.50, {0, 0, .02, .05, .1, .2, .2, .2, .4, .4, .4, .3}},
    {"356", Refugee, 0.58, {0, 0, .02, .05, .1, .1, .1, .4, .5, .2, .3, .3}},
    {"524", Refugee, 0.55, {0, 0, .05, .1, .1, .1, .4, .3, .2, .1, .2, .2}},
    {"424", Refugee, 0.52, {0, .1, .6, .4, .4, .3, .2, .2, .2, .1, .1, .1}},
    {"575", Refugee, 0.50, {0, .35, .9, .6, .3, .2, .3, .4, .2, .1, .1, .1}},
    {"725", Refugee, 0.54, {0, .2, .9, .3, .1, .1, .1, .1, .1, .1, .1, .1}},
    {"420", Refugee, 0.52, {0, 0, 0, .02, .03, .2, .3, .2, .1, .05, .05, .05}},
    {"534", Family, 0.55, {.1, 1.0, .8, .7, .7, .6, .5, .6, .5, .3, .4, .4}},
    {"143", Family, 0.57, {.02, .4, .6, .5, .5, .45, .3, .3, .4, .4, .6, .6}},
    {"303", Family, 0.55, {.02, .2, .25, .2, .2, .2, .15, .15, .1, .1, .1, .1}},
    {"428", Family, 0.20, {.02, .1, .3, .4, .4, .7, 1.7, 2.1, 1.3, 1.0, 1.2, 1.2}},
    {"568", Family, 0.14, {.02, .05, .15, .3, .5, 1.1, 1.6, 1.1, .8, .5, .7, .7}},
    {"444", Other, 0.55, {.05, .3, .3, .2, .2, .3, .7, 1.2, 1.3, .9, 1.3, 1.4}},
    {"484", Other, 0.45, {.02, .05, .15, .2, .25, .4, .7, .8, .6, .4, .5, .5}},
    {"715", Other, 0.38, {.03, .05, .06, .06, .1, .2, .5, .6, .5, .4, .5, .5}},
    {"464", Other, 0.40, {.03, .05, .06, .06, .06, .1, .1, .1, .1, .1, .1, .1}},
    {"528", Other, 0.52, {0, 0, 0, .01, .02, .05, .2, .4, .2, .1, .2, .2}},
    {"410", Other, 0.55, {0, .01, .02, .02, .02, .03, .1, .2, .1, .1, .2, .2}},
    {"260", Other, 0.55, {.01, .02, .1, .1, .1, .1, .15, .2, .2, .1, .1, .1}},
    {"313", Other, 0.56, {.01, .02, .03, .03, .03, .1, .2, .2, .2, .1, .2, .2}},
    {"256", Other, 0.58, {0, .02, .05, .05, .05, .05, .05, .05, .05, .05, .05, .05}},
    {"276", Other, 0.42, {.01, .02, .03, .04, .04, .06, .1, .15, .1, .1, .1, .1}},
    {"249", Other, 0.60, {.01, .02, .03, .03, .03, .04, .1, .2, .2, .1, .1, .1}},
    {"508", Other, 0.56, {.01, .02, .1, .1, .06, .06, .1, .1, .1, .1, .1, .1}},
    {"760", Other, 0.40, {0, .02, .05, .05, .06, .06, .08, .08, .06, .05, .05, .05}},
    {"620", Other, 0.40, {0, 0, .01, .03, .05, .08, .1, .1, .06, .05, .1, .1}},
    {"652", Other, 0.45, {0, .01, .02, .02, .03, .05, .1, .1, .1, .1, .1, .1}},
    {"359", Other, 0.50, {.02, .03, .04, .04, .04, .05, .08, .08, .08, .08, .1, .1}},
    {"448", Other, 0.40, {0, .02, .03, .03, .04, .06, .1, .1, .1, .1, .1, .1}},
    {"120", Other, 0.40, {0, 0, 0, .02, .04, .06, .06, .06, .06, .06, .1, .1}},
};

// Children adopted from, or born in, these countries to Norwegian parents.
constexpr std::string_view kAdoptionCountries[] = {"492", "492", "725", "444", "484", "730", "684",
                                                   "106", "139", "101", "684", "144", "106"};

std::size_t period_of(int year) {
    std::size_t period = 0;
    while (period + 1 < kPeriods && kPeriodStarts[period + 1] <= year) ++period;
    return period;
}

// Waves that are narrower than a period.
double wave(std::string_view code, int year, double thousands) {
    if (code == "155") return year >= 1992 && year <= 1995 ? 3.7 : year >= 1990 && year < 1992
                                                                       ? 0.1 : std::min(thousands, 0.2);
    if (code == "161") return year == 1999 ? 4.5 : thousands;
    if (code == "564") return year == 2016 ? 11.0 : year == 2015 ? 4.5 : year == 2017 ? 7.0
                                          : std::min(thousands, 3.5);
    if (code == "148") return year == 2024 ? 18.0 : year == 2025 ? 10.0 : year == 2023 ? 33.0
                                                                                     : thousands;
    return thousands;
}

}  // namespace

Origins::Origins(const Catalogue& catalogue) {
    const auto add = [&](std::string_view code, OriginGroup group, double men) {
        countries_.push_back(
            {static_cast<std::uint16_t>(catalogue.code("COUNTRY", code)), group, men});
        codes_.push_back(code);
    };
    add("000", Norway, 0.5);
    for (const Arrivals& arrivals : kArrivals) add(arrivals.code, arrivals.group, arrivals.men);
    for (const std::string_view code : {"492", "730"}) add(code, Other, 0.5);
    for (int year = kFirstSimulatedYear; year <= kLastSimulatedYear; ++year) {
        std::vector<double> cumulative(countries_.size(), 0.0);
        for (std::size_t index = 1; index < countries_.size(); ++index) {
            double weight = 0.02;
            if (index <= std::size(kArrivals)) {
                const Arrivals& arrivals = kArrivals[index - 1];
                weight = wave(arrivals.code, year, arrivals.thousands[period_of(year)]);
            }
            cumulative[index] = cumulative[index - 1] + weight;
        }
        cumulative_.push_back(std::move(cumulative));
    }
    for (const std::string_view code : kAdoptionCountries) adoption_countries_.push_back(find(code));
    bosnia_ = find("155");
    ukraine_ = find("148");
}

CountryIndex Origins::draw(int year, Draws& draws) const {
    const auto& cumulative = cumulative_[static_cast<std::size_t>(year - kFirstSimulatedYear)];
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end(),
                                        draws.uniform() * cumulative.back());
    const auto index = std::min(static_cast<std::size_t>(found - cumulative.begin()),
                                countries_.size() - 1);
    return static_cast<CountryIndex>(index);
}

CountryIndex Origins::draw_adoption(Draws& draws) const {
    return adoption_countries_[draws.below(static_cast<std::uint32_t>(adoption_countries_.size()))];
}

CountryIndex Origins::find(std::string_view code) const {
    const auto found = std::find(codes_.begin(), codes_.end(), code);
    SKJERM_CHECK(found != codes_.end());
    return static_cast<CountryIndex>(found - codes_.begin());
}

}  // namespace skjerm::datagen
