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
    {"101", Nordic, 0.52, {2.1, 2.1, 1.4, .7, .7, .77, .7, .63, .56, .49, .49, .49}},
    {"103", Nordic, 0.45, {.9, .8, .6, .5, .7, .7, .6, .6, .5, .4, .4, .4}},
    {"105", Nordic, 0.50, {.2, .4, .5, .4, .4, .4, .9, 1.2, .4, .3, .3, .3}},
    {"106", Nordic, 0.52, {2.16, 2.16, 1.44, 1.08, 1.37, 1.51, 2.3, 3.02, 1.73, 1.15, 1.08, 1.08}},
    {"144", West, 0.52, {1.12, .75, .6, .52, .68, 1.05, 2.4, 1.5, .98, .9, .9, .9}},
    {"139", West, 0.60, {1.4, 1.82, .84, .35, .32, .32, .49, .56, .42, .35, .35, .35}},
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
    {"131", EastEurope, 0.66, {.1, .2, .5, .4, .3, .9, 8, 9, 4.5, 3.7, 3.3, 2.8}},
    {"136", EastEurope, 0.60, {0, 0, 0, .02, .04, .3, 1.89, 4.56, 1.89, 1.2, 1.12, .95}},
    {"124", EastEurope, 0.58, {0, 0, 0, .02, .03, .1, .5, 1.4, .6, .5, .5, .4}},
    {"115", EastEurope, 0.58, {0, 0, 0, .02, .03, .1, .3, .6, .3, .2, .2, .2}},
    {"133", EastEurope, 0.58, {0, .02, .07, .14, .07, .14, .63, 1.47, 1.05, .84, .84, .84}},
    {"113", EastEurope, 0.58, {0, .02, .05, .1, .05, .1, .5, .8, .6, .5, .5, .5}},
    {"157", EastEurope, 0.65, {0, 0, 0, .02, .03, .1, .4, .5, .3, .3, .3, .2}},
    {"152", EastEurope, 0.60, {.1, .05, .05, .05, .05, .05, .2, .5, .3, .2, .2, .2}},
    {"158", EastEurope, 0.55, {0, .03, .03, .02, .03, .05, .1, .2, .2, .1, .1, .1}},
    {"122", EastEurope, 0.62, {.05, .1, .1, .2, .1, .05, .1, .4, .6, .4, .4, .4}},
    {"148", Refugee, 0.42, {0, 0, 0, .01, .04, .14, .14, .18, .18, .18, 15.5, 11.51}},
    {"140", Family, 0.32, {0, .01, .04, .38, .52, 1.2, 1.05, .9, .45, .38, .6, .38}},
    {"155", Refugee, 0.50, {0, .01, .03, 1.84, .52, .09, .07, .07, .06, .06, .06, .06}},
    {"161", Refugee, 0.55, {0, .03, .14, .56, .56, .35, .28, .21, .14, .07, .07, .07}},
    {"159", EastEurope, 0.52, {.1, .2, .2, .3, .2, .2, .2, .3, .3, .2, .2, .2}},
    {"452", Refugee, 0.60, {0, .01, .08, .33, .91, 1.12, .54, .29, .21, .13, .17, .17}},
    {"346", Refugee, 0.54, {0, .01, .13, .34, .46, .71, .76, .88, .34, .08, .13, .13}},
    {"456", Refugee, 0.54, {.01, .02, .33, .29, .2, .29, .25, .37, .25, .2, .25, .25}},
    {"564", Refugee, 0.60, {0, .01, .02, .06, .06, .06, .06, .53, 2.96, .74, .85, .85}},
    {"404", Refugee, 0.62, {0, 0, .03, .05, .1, .6, .6, .55, .5, .4, .5, .3}},
    {"241", Refugee, 0.56, {0, .01, .08, .06, .04, .13, .55, 1.13, .63, .21, .17, .17}},
    {"246", Refugee, 0.52, {0, .01, .06, .15, .12, .18, .24, .36, .24, .12, .12, .12}},
    {"279", Refugee, 0.50, {0, 0, .01, .03, .06, .12, .12, .12, .24, .24, .24, .18}},
    {"356", Refugee, 0.58, {0, 0, .01, .03, .06, .06, .06, .24, .3, .12, .18, .18}},
    {"524", Refugee, 0.55, {0, 0, .03, .06, .06, .06, .24, .18, .12, .06, .12, .12}},
    {"424", Refugee, 0.52, {0, .07, .42, .28, .28, .21, .14, .14, .14, .07, .07, .07}},
    {"575", Refugee, 0.50, {0, .28, .72, .48, .24, .16, .24, .32, .16, .08, .08, .08}},
    {"725", Refugee, 0.54, {0, .14, .63, .21, .07, .07, .07, .07, .07, .07, .07, .07}},
    {"420", Refugee, 0.52, {0, 0, 0, .01, .02, .14, .21, .14, .07, .03, .03, .03}},
    {"534", Family, 0.55, {.1, 1.0, .8, .7, .7, .6, .5, .6, .5, .3, .4, .4}},
    {"143", Family, 0.57, {.02, .4, .6, .5, .5, .45, .3, .3, .4, .4, .6, .6}},
    {"303", Family, 0.55, {.02, .2, .25, .2, .2, .2, .15, .15, .1, .1, .1, .1}},
    {"428", Family, 0.20, {.02, .08, .24, .32, .32, .56, 1.36, 1.68, 1.04, .8, .96, .96}},
    {"568", Family, 0.14, {.02, .04, .12, .23, .39, .86, 1.25, .86, .62, .39, .55, .55}},
    {"444", Other, 0.55, {.03, .2, .2, .13, .13, .2, .47, .8, .87, .6, .87, .94}},
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
    if (code == "155")
        return year >= 1992 && year <= 1995  ? 1.65
               : year >= 1990 && year < 1992 ? 0.1
                                             : std::min(thousands, 0.2);
    if (code == "161") return year == 1999 ? 3.5 : thousands;
    if (code == "564")
        return year == 2016   ? 6.0
               : year == 2015 ? 2.4
               : year == 2017 ? 3.7
                              : std::min(thousands, 1.9);
    if (code == "148")
        return year == 2024 ? 8.0 : year == 2025 ? 4.5 : year == 2023 ? 13.0 : thousands;
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
    for (const std::string_view code : kAdoptionCountries)
        adoption_countries_.push_back(find(code));
    bosnia_ = find("155");
    ukraine_ = find("148");
}

CountryIndex Origins::draw(int year, Draws& draws) const {
    const auto& cumulative = cumulative_[static_cast<std::size_t>(year - kFirstSimulatedYear)];
    const auto found =
        std::upper_bound(cumulative.begin(), cumulative.end(), draws.uniform() * cumulative.back());
    const auto index =
        std::min(static_cast<std::size_t>(found - cumulative.begin()), countries_.size() - 1);
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
