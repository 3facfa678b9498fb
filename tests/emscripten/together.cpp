// C++ around C tasks: main is C++, exceptions and containers are its own.
#include <cstdio>
#include <string>
#include <vector>

#include "tasks.h"

int main()
{
    std::vector<std::string> lines;
    totals totals = {};
    int err = run_both(&totals);
    lines.push_back("err " + std::to_string(err));
    lines.push_back("sum " + std::to_string(totals.sum));
    lines.push_back("megabytes " + std::to_string(totals.megabytes));
    lines.push_back("ticks " + std::to_string(totals.ticks));
    for (const std::string &line : lines)
        std::printf("%s\n", line.c_str());
    return 0;
}
