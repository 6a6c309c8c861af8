#include "datagen/occupations.h"

#include <algorithm>
#include <charconv>

#include "skjerm/base/check.h"

namespace skjerm::datagen {

namespace {

// "code:men:women" with relative shares within a group of educations; one number stands for both.
struct EducationGroup {
    std::string_view nus;  // beginnings of NUS2000 codes, separated by blanks; the longest counts
    std::string_view occupations;
};
constexpr EducationGroup kGroups[] = {
    {"0 1 2 3 9",
     "5223:9:18 8332:11:1 9112:4:13 5131:3:7 9412:2:5 5120:4:4 7115:8:.3 9313:5:.2 9333:4:.5 "
     "8160:4:3 5321:2:10 5329:2:8 5312:2:7 4110:2:8 4321:7:2 8322:5:.4 5414:3:1 8342:5:.2 "
     "6121:2:1 7126:2:.1 7112:1:.1 7131:2:.2 5222:1:2 9621:1:.5 9611:1:.1 8331:3:.5 6222:1.5:.1 "
     "7223:3:.3 9216:.6:.1 5153:2:.6 4222:.6:1 8189:2:.7"},
    {"4 401 415 441 499",
     "5223:11:17 4110:5:13 3322:6:3 4321:6:2 5131:4:6 4222:2:4 1420:4:3 5312:3:9 3313:1:5 5414:4:1 "
     "8332:5:.5 5321:2:8 4311:1:3 5222:2:2 3341:2:3 4226:.5:3 5329:2:6 3331:2:1 3512:2:.4 1219:2:1 "
     "9112:1:3 4312:.6:1.5 5120:2:2 4211:.6:1.2 3321:1:.8 5249:1:.6 8331:2:.4 5153:2:.3 4323:2:.8"},
    {"455 452",
     "7411:26:20 7412:8:4 7233:10:4 7231:12:5 7223:9:4 3115:5:4 3113:5:5 7421:5:4 7422:4:3 7212:5:2 "
     "7214:4:1 8211:2:3 1321:2:1 4321:3:5 5223:2:8 8332:3:1 7127:2:.5"},
    {"457",
     "7115:36:12 7126:9:2 7112:6:2 7131:7:14 7121:3:.5 1323:6:5 3123:6:4 8342:7:1 7114:3:.4 7411:3:2 "
     "7122:2:2 8332:4:2 3112:3:8 5223:1:8 7124:2:.4"},
    {"48 481", "8332:34:12 8331:12:8 8322:9:5 4323:8:10 7231:6:1 8350:5:2 4321:9:8 9333:5:4 5223:2:9"},
    {"483", "5414:22:12 5413:10:7 5151:4:6 5223:6:14 5153:14:5 0210:8:3 9112:4:14 4110:3:10 0310:5:1"},
    {"47 471 472",
     "6111:10:6 6121:22:16 6130:10:6 6221:6:3 6222:16:2 6210:5:.5 8341:6:1 6113:4:8 8160:4:5 8332:5:1 "
     "5120:3:6 5223:2:10"},
    {"461 462 461201",
     "5321:34:42 5311:4:6 5312:16:19 5329:12:12 3256:1:4 5322:4:4 3258:3:.6 5223:3:4 4110:1:3 1341:.6:1"},
    {"469907", "5141:60:75 5142:3:12 5223:10:8 5131:3:2"},
    {"5 541 599",
     "3313:6:14 3322:10:6 1420:9:7 4110:5:12 3341:5:6 5223:6:9 3323:4:3 3331:4:3 1221:3:2 3343:1:5"},
    {"554 557",
     "3112:14:12 3115:11:5 3123:14:5 7411:6:3 1323:12:7 1321:6:3 3113:8:5 3133:4:3 3135:3:1 3152:5:1 "
     "3151:4:.5 3512:5:8"},
    {"561", "5321:14:24 3212:5:6 3256:4:9 5311:6:10 5312:8:9 1344:4:4 3258:8:1 2635:3:4 5329:10:8"},
    {"6 601 611 613 619 699",
     "2641:3:3 2642:4:4 2654:2:1.5 2166:4:3 2636:3:2 2431:7:8 3343:3:8 2422:6:7 2330:4:4 2432:2:4 "
     "1222:3:2 1219:3:2 4110:3:6 3322:5:3 2653:1:2 2355:2:2 2359:2:2 2352:1:3"},
    {"621", "2342:74:76 1341:13:11 2341:4:5 5311:3:4 2352:1:1"},
    {"622 624", "2341:64:68 1345:9:5 2330:10:7 2352:3:7 2359:3:2 2342:1:3 5312:2:2"},
    {"623", "2320:44:36 2330:34:40 2310:6:5 1345:6:4 2359:4:4"},
    {"631 632 635 636",
     "2422:15:15 2635:7:14 2423:5:6 3343:4:8 1112:3:2 2631:2:1 3353:5:9 1219:4:3 4110:3:6 1212:2:3 "
     "3339:3:3 2632:2:2 2359:2:2"},
    {"641 642",
     "2411:8:8 3313:6:11 2412:6:4 2431:7:8 2422:8:8 1211:6:4 1221:6:4 1120:5:2 3311:5:2 3322:8:4 "
     "1219:4:3 3341:2:4 2421:5:3 3331:3:2 2423:3:5 1420:4:3 3312:4:4"},
    {"651", "2131:8:10 2133:10:10 2111:5:3 2114:6:3 3212:4:14 2330:6:7 3119:6:4 2145:3:3"},
    {"654",
     "2511:15:15 2512:18:10 2513:7:7 2514:4:3 2519:5:7 2521:3:2 2522:7:3 2523:5:2 2529:5:3 1330:8:7 "
     "3511:6:3 3512:8:5 3513:4:1 3514:2:2"},
    {"655 657 682 681",
     "3112:12:13 3113:9:5 3115:10:5 2142:9:9 2144:9:5 2151:6:4 2141:4:5 2149:6:7 1321:5:3 1323:8:6 "
     "3119:6:6 2152:4:3 3152:4:.5 3153:2:.4 2164:1:3"},
    {"66 661", "2223:78:84 2224:9:4 1342:5:4 2221:.6:1 3258:3:.3 2310:1:1.6"},
    {"661201", "3212:60:64 3211:14:14 2131:6:5 3322:6:3"},
    {"662 669", "2635:55:58 1344:7:6 2634:1:1 5311:4:4 3353:8:9 2352:4:4 5321:3:2"},
    {"665", "3251:20:74 3254:4:2 2269:10:6 3322:4:1"},
    {"666", "2264:76:78 2269:6:7 1342:3:2 2265:1:2"},
    {"67 671 672", "2132:26:26 6130:8:3 6121:6:2 1311:8:3 1312:8:3 3142:8:6 3359:8:10"},
    {"7 701 713 711 772 799",
     "2310:12:13 2330:10:11 2622:4:8 2643:5:6 2642:7:7 2636:7:4 2422:7:8 2651:2:3 2652:5:3 2654:3:2 "
     "2432:4:7 1222:2:2 2621:1:2 2653:1:2"},
    {"72 722 724", "2330:36:28 2341:20:26 2352:6:16 2310:8:7 1345:11:7 2351:4:5 2359:4:2 2320:2:2"},
    {"73 731 732 734 736",
     "2422:26:27 2631:8:4 2632:7:8 2423:4:6 1112:6:5 1219:4:3 2310:7:6 2431:5:4 2642:4:3 2633:2:1.5 "
     "1212:2:3"},
    {"736", "2634:72:76 2310:6:5 1342:4:3 2422:4:4 2423:4:4"},
    {"737", "2611:44:40 2619:16:19 2612:5:4 2422:14:17 1112:4:3 2421:4:3 1219:3:2 3359:2:4"},
    {"741",
     "2413:8:5 2412:7:4 2421:12:9 1120:8:3 1211:9:7 1221:7:6 2631:4:3 2422:9:10 2411:8:9 2431:6:9 "
     "1223:3:2 2310:2:2 3311:4:2"},
    {"75 751 752 753",
     "2114:9:7 2111:6:3 2112:2:1 2113:5:6 2131:7:11 2133:9:10 2310:13:12 2330:7:7 2146:4:2 2511:5:3 "
     "2120:3:2 2149:5:4"},
    {"754",
     "2511:20:21 2512:21:12 2513:5:5 2514:3:2 2519:5:6 2521:3:2 2522:4:2 2523:3:1 2529:4:3 1330:13:12 "
     "2310:5:5 2421:3:3"},
    {"755 756 757",
     "2142:12:10 2144:13:8 2151:8:6 2152:5:4 2141:6:7 2145:5:7 2146:8:5 2149:8:8 2161:4:9 2164:2:4 "
     "1321:4:2 1323:5:3 2310:5:5 1223:4:3 2421:3:2"},
    {"76 761", "2223:40:46 1342:14:14 2310:16:13 2224:8:4 2221:5:6 1344:3:3"},
    {"763", "2211:42:44 2212:46:46 1342:4:3 2310:3:3"},
    {"764", "2261:88:88 1342:3:2 2310:4:3"},
    {"767", "2250:80:84 2132:5:4 2310:4:3"},
    {"768", "2262:80:82 2310:5:4 2113:5:4"},
    {"8 811 824 831 837",
     "2310:58:60 2330:5:5 2422:7:7 2632:3:3 2643:2:2 1219:4:3 2621:1:1 2351:2:2 2611:2:2"},
    {"85 851 853 854 855", "2310:42:40 2111:5:3 2114:8:5 2113:5:6 2131:7:12 2145:5:6 2144:4:2 2512:8:4 "
                           "2149:7:6 1223:5:5 2120:3:2"},
    {"863", "2310:32:34 2212:38:34 2131:8:10 1342:5:4 2223:1:5"},
};
/// Beside school and studies.
constexpr std::string_view kPassing =
    "5223:30:34 5131:9:14 9412:8:7 5246:7:8 4321:6:2 9112:4:6 5321:1:6 5329:4:8 5312:4:7 9333:5:1 "
    "5153:2:.6 6121:3:1 9313:3:.3 4110:2:3 3422:2:2 5414:2:1 9214:2:1";

// Where an occupation is found: "industry:share", by the longest beginning of the code.
struct OccupationIndustries {
    std::string_view styrk;
    std::string_view industries;
};
constexpr OccupationIndustries kPlaces[] = {
    {"0", "25:1"},
    {"1", "19:2 10:3 17:1 11:1 7:1 5:1 23:1 16:1"},
    {"1112", "24:6 23:4"},
    {"1341", "34:1"},
    {"1342", "30:5 32:4 31:1"},
    {"1343", "33:1"},
    {"1344", "33:5 32:4 23:2"},
    {"1345", "27:6 28:2"},
    {"1346", "17:1"},
    {"1330", "16:6 15:1 17:1 23:1"},
    {"1311", "0:1"},
    {"1312", "1:1"},
    {"1321", "3:2 4:3 5:4"},
    {"1323", "7:6 8:3"},
    {"1411", "13:1"},
    {"1412", "14:1"},
    {"1420", "11:8 10:2"},
    {"2", "20:1 24:1"},
    {"211", "2:4 20:5 29:2"},
    {"212", "17:3 20:3 29:3"},
    {"213", "20:5 1:2 24:2 29:2"},
    {"214", "20:6 2:3 5:3 4:2 6:1"},
    {"2142", "20:6 7:4 8:1 23:1"},
    {"215", "20:5 6:3 5:2 2:2"},
    {"216", "20:8 23:2 19:1"},
    {"2211", "31:9 23:1"},
    {"2212", "30:1"},
    {"222", "30:45 32:38 33:8 31:4"},
    {"2224", "30:30 33:40 32:30"},
    {"2250", "20:1"},
    {"2261", "31:1"},
    {"2262", "11:8 30:2"},
    {"226", "32:4 31:4 30:3"},
    {"2310", "29:1"},
    {"232", "28:1"},
    {"2330", "28:1"},
    {"2341", "27:1"},
    {"2342", "34:1"},
    {"235", "27:5 28:2 35:2 29:1"},
    {"241", "19:5 17:4 10:1"},
    {"242", "23:4 24:5 19:3 36:1"},
    {"2421", "19:6 16:2 20:1"},
    {"243", "19:4 10:4 16:2 15:2"},
    {"25", "16:8 15:1 17:1 23:1 10:1"},
    {"261", "19:6 24:3 36:1"},
    {"262", "35:4 23:2 29:2"},
    {"263", "33:4 23:3 30:3 24:2"},
    {"2634", "30:6 32:2 27:1"},
    {"2635", "23:4 33:4 24:2 30:2"},
    {"2636", "36:1"},
    {"264", "15:8 19:1"},
    {"265", "35:1"},
    {"3", "20:1"},
    {"32", "30:1"},
    {"33", "19:1"},
    {"4", "19:1"},
    {"5", "11:1"},
    {"6", "0:1"},
    {"7", "7:1"},
    {"8", "5:1"},
    {"9", "22:1"},
    {"31", "20:4 5:3 8:3 7:2 6:1"},
    {"3113", "8:6 6:3 20:2"},
    {"3121", "2:1"},
    {"3122", "3:2 4:3 5:4"},
    {"3123", "7:7 8:3"},
    {"313", "4:4 6:3 2:3"},
    {"314", "0:2 1:3 20:3"},
    {"315", "12:1"},
    {"321", "30:8 11:1"},
    {"325", "32:5 30:3 31:3"},
    {"3251", "31:1"},
    {"3258", "30:1"},
    {"331", "17:5 19:4 10:2"},
    {"332", "10:8 17:1 11:1"},
    {"3331", "12:1"},
    {"333", "18:4 21:4 19:2"},
    {"334", "23:3 24:3 19:3 20:1"},
    {"335", "24:1"},
    {"3355", "26:1"},
    {"34", "35:4 33:2"},
    {"35", "16:6 15:3 23:1"},
    {"41", "23:3 30:3 19:3 10:2 32:2 24:1 12:1"},
    {"42", "15:1 17:2 21:4 30:2 13:2"},
    {"43", "10:5 12:4 11:3 19:2"},
    {"44", "12:4 23:2"},
    {"51", "14:6 13:2"},
    {"511", "12:1"},
    {"514", "37:1"},
    {"5153", "18:4 22:3 27:2 23:2"},
    {"515", "22:3 13:2"},
    {"516", "37:3 35:1"},
    {"52", "11:9 10:1"},
    {"5246", "14:1"},
    {"5311", "34:5 33:2"},
    {"5312", "34:4 27:3"},
    {"532", "32:10 33:6 30:2"},
    {"541", "22:1"},
    {"5411", "23:1"},
    {"5413", "26:1"},
    {"61", "0:8 1:1"},
    {"62", "1:1"},
    {"711", "7:1"},
    {"712", "7:5 8:4"},
    {"713", "7:1"},
    {"721", "5:6 4:2 8:1"},
    {"722", "5:7 4:2"},
    {"7231", "9:8 12:1"},
    {"723", "5:5 2:2 12:1"},
    {"73", "4:1"},
    {"741", "8:8 6:1 5:1"},
    {"742", "15:4 8:4 16:1"},
    {"75", "3:5 4:2"},
    {"81", "4:5 3:4 2:1"},
    {"8113", "2:1"},
    {"8160", "3:1"},
    {"82", "5:1"},
    {"83", "12:8 10:1"},
    {"834", "7:6 12:2"},
    {"8341", "0:2 1:2"},
    {"8350", "12:1"},
    {"91", "22:7 13:2 32:1"},
    {"92", "0:3 1:1"},
    {"931", "7:1"},
    {"933", "12:5 10:3 11:1"},
    {"94", "14:8 32:1"},
    {"96", "6:3 12:2 37:1"},
};
// Who manages in an industry.
constexpr std::string_view kManagers[] = {
    "1311:1", "1312:1", "1322:1 1223:.4", "1321:1", "1321:1 1120:.3", "1321:1 1120:.3", "1321:1",
    "1323:1 1120:.3", "1323:1 1120:.3", "1420:1 1219:.2", "1420:.5 1221:.8 1120:.4", "1420:1",
    "1324:1", "1411:1", "1412:1", "1222:.6 1219:.5", "1330:1", "1346:1 1211:.5", "1219:1 1120:.4",
    "1120:.7 1219:.5 1211:.4", "1223:.8 1120:.3", "1439:.6 1212:.5", "1219:1", "1213:.5 1112:.5",
    "1112:1 1219:.4", "1219:1", "1219:1 1349:.5", "1345:1", "1345:1", "1223:.4 1345:.4 1212:.2",
    "1342:1", "1342:1", "1342:.6 1343:.4", "1344:1 1343:.6", "1341:1", "1431:1", "1114:.6 1219:.4",
    "1439:1", "1219:1"};
constexpr double kManagerShare = 0.105;

std::string_view next_word(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// "12.5" without regard to a locale.
double number_of(std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    int whole = 0;
    std::from_chars(text.data(), text.data() + point, whole);
    double value = whole;
    double unit = 0.1;
    for (std::size_t at = point + 1; at < text.size(); ++at, unit *= 0.1)
        value += unit * (text[at] - '0');
    return value;
}

/// Place of the longest beginning of `code` that `each` knows; `count` entries.
template <class Each>
std::size_t longest_match(std::string_view code, std::size_t count, const Each& each) {
    std::size_t best = count;
    std::size_t length = 0;
    for (std::size_t at = 0; at < count; ++at)
        for (std::string_view rest = each(at); !rest.empty();) {
            const std::string_view beginning = next_word(rest);
            if (beginning.size() <= length || !code.starts_with(beginning)) continue;
            best = at;
            length = beginning.size();
        }
    SKJERM_CHECK(best < count);
    return best;
}

WorkKind kind_of(std::string_view code) {
    switch (code[0]) {
        case '0':
            return WorkKind::Service;
        case '5':
            return code.starts_with("53") ? WorkKind::Care : WorkKind::Service;
        case '6':
        case '7':
            return WorkKind::Craft;
        case '8':
            return WorkKind::Industry;
        case '9':
            return WorkKind::Service;
        default:
            break;
    }
    const bool health = code.starts_with("22") || code.starts_with("32");
    const bool plant = code.starts_with("313") || code.starts_with("3115");
    return health ? WorkKind::Care : plant ? WorkKind::Industry : WorkKind::Office;
}

}  // namespace

Occupations::Occupations(const Catalogue& catalogue) {
    const auto group_from = [&](std::string_view text) {
        Group group;
        double men = 0;
        double women = 0;
        while (!text.empty()) {
            std::string_view word = next_word(text);
            const auto code = static_cast<std::uint16_t>(
                catalogue.code("STYRK08", word.substr(0, 4)));
            word.remove_prefix(5);
            const std::size_t colon = std::min(word.find(':'), word.size());
            men += number_of(word.substr(0, colon));
            women += number_of(colon == word.size() ? word : word.substr(colon + 1));
            group.push_back({code, {men, women}});
        }
        return group;
    };
    for (const EducationGroup& group : kGroups) groups_.push_back(group_from(group.occupations));
    passing_ = group_from(kPassing);
    for (const std::string_view managers : kManagers) managers_.push_back(group_from(managers));
    SKJERM_CHECK(managers_.size() == Employers::industries().size());

    const auto& educations = catalogue.codes("NUS2000");
    for (std::size_t at = 0; at < educations.size(); ++at)
        group_of_[at + 1] = static_cast<std::uint8_t>(
            longest_match(educations[at], std::size(kGroups),
                          [](std::size_t group) { return kGroups[group].nus; }));
    const auto& codes = catalogue.codes("STYRK08");
    industries_.resize(codes.size() + 1);
    kinds_.resize(codes.size() + 1);
    majors_.resize(codes.size() + 1);
    for (std::size_t at = 0; at < codes.size(); ++at) {
        kinds_[at + 1] = kind_of(codes[at]);
        majors_[at + 1] = codes[at][0] - '0';
        std::string_view text = kPlaces[longest_match(codes[at], std::size(kPlaces),
                                                      [](std::size_t place) {
                                                          return kPlaces[place].styrk;
                                                      })]
                                    .industries;
        double sum = 0;
        while (!text.empty()) {
            const std::string_view word = next_word(text);
            const std::size_t colon = word.find(':');
            sum += number_of(word.substr(colon + 1));
            industries_[at + 1].push_back(
                {static_cast<IndustryIndex>(number_of(word.substr(0, colon))), sum});
        }
    }
}

std::uint16_t Occupations::pick(const Group& group, Sex sex, Draws& draws) {
    const std::size_t which = sex == Sex::Man ? 0 : 1;
    const double at = draws.uniform() * group.back().cumulative[which];
    for (const Entry& entry : group)
        if (at < entry.cumulative[which]) return entry.occupation;
    return group.back().occupation;
}

Occupations::Choice Occupations::draw(std::uint8_t nus, Sex sex, int age, bool passing,
                                      Draws& draws) const {
    Choice choice;
    const bool beside = passing || age < 20;
    choice.occupation = pick(beside ? passing_ : groups_[group_of_[nus]], sex, draws);
    const std::vector<Weight>& found = industries_[choice.occupation];
    const double at = draws.uniform();
    SKJERM_CHECK(!found.empty());
    choice.industry = found.back().industry;
    for (const Weight& weight : found)
        if (at * found.back().cumulative < weight.cumulative) {
            choice.industry = weight.industry;
            break;
        }
    // Experience makes managers, of men a little more than of women.
    const double share = beside || age < 26 ? 0.0
                         : kManagerShare * std::min(1.0, (age - 25) / 15.0) *
                               (sex == Sex::Man ? 1.15 : 0.80);
    if (draws.chance(share)) choice.occupation = pick(managers_[choice.industry], sex, draws);
    return choice;
}

}  // namespace skjerm::datagen
