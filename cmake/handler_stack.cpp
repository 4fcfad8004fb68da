// Proves, from what the compiler wrote down (-fcallgraph-info=su), how much stack a function and all that it can call
// need, and that it calls nothing outside a given list.
//
//   handler_stack LIMIT CONFIG FILE.ci...
//
// Each line of CONFIG is one of
//   entry NAME             the function to start from
//   indirect NAME TARGET   what a call through a pointer in NAME reaches; "-": code that is not ours, and not counted
//   external NAME BYTES    a function of the system that may be called, and the stack granted to it
// NAME of our own functions is the demangled name without parameters.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Function {
    std::string name;
    long bytes = 0;
    bool bounded = true;
    std::set<std::string> callees;
};

struct Config {
    std::string entry;
    std::multimap<std::string, std::string> indirect;
    std::map<std::string, long> external;
};

[[noreturn]] void Fail(const std::string& message) {
    std::fprintf(stderr, "handler_stack: %s\n", message.c_str());
    std::exit(1);
}

// The text between the quotes after key, or "".
std::string Quoted(const std::string& line, const std::string& key) {
    const size_t at = line.find(key + " \"");
    if (at == std::string::npos) return "";
    const size_t first = at + key.size() + 2;
    return line.substr(first, line.find('"', first) - first);
}

// "uint64_t ns::{anonymous}::F(int)\nfile:1:2\n16 bytes (static)" -> "ns::{anonymous}::F"
std::string NameOf(const std::string& label) {
    const std::string declaration = label.substr(0, label.find("\\n"));
    const std::string beforeParameters = declaration.substr(0, declaration.find('('));
    const size_t space = beforeParameters.rfind(' ');
    std::string name = space == std::string::npos ? beforeParameters : beforeParameters.substr(space + 1);
    name.erase(0, name.find_first_not_of("*&"));
    return name;
}

class CallGraph {
  public:
    void Read(const std::string& path) {
        std::ifstream file(path);
        if (!file) Fail("cannot read " + path);
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("node:")) {
                AddNode(line);
            } else if (line.starts_with("edge:")) {
                functions_[Quoted(line, "sourcename:")].callees.insert(Quoted(line, "targetname:"));
            }
        }
    }

    std::string TitleOf(const std::string& name) const {
        std::string found;
        for (const auto& [title, function] : functions_) {
            if (function.name != name) continue;
            if (!found.empty()) Fail("more than one function is named " + name);
            found = title;
        }
        if (found.empty()) Fail("no function is named " + name);
        return found;
    }

    const Function* Find(const std::string& title) const {
        const auto found = functions_.find(title);
        return found == functions_.end() || found->second.name.empty() ? nullptr : &found->second;
    }

  private:
    void AddNode(const std::string& line) {
        const std::string label = Quoted(line, "label:");
        const size_t usage = label.rfind("\\n");
        if (usage == std::string::npos || label.find(" bytes (", usage) == std::string::npos) return;  // a declaration
        Function& function = functions_[Quoted(line, "title:")];
        function.name = NameOf(label);
        // An inline function is in several files.
        function.bytes = std::max(function.bytes, std::atol(label.c_str() + usage + 2));
        if (label.find("(dynamic)", usage) != std::string::npos) function.bounded = false;
    }

    std::map<std::string, Function> functions_;
};

class Walk {
  public:
    Walk(const CallGraph& graph, const Config& config) : graph_(graph), config_(config) {}

    long WorstCase(const std::string& title) {
        const Function* function = graph_.Find(title);
        if (function == nullptr) return External(title);
        if (!function->bounded) Fail(function->name + " has a stack frame without a bound");
        if (std::find(path_.begin(), path_.end(), title) != path_.end()) Fail(function->name + " is recursive");
        path_.push_back(title);
        long deepest = 0;
        for (const std::string& callee : function->callees) {
            deepest = std::max(deepest, callee == "__indirect_call" ? Indirect(function->name) : WorstCase(callee));
        }
        path_.pop_back();
        return function->bytes + deepest;
    }

  private:
    long External(const std::string& title) {
        const auto found = config_.external.find(title);
        if (found == config_.external.end()) {
            Fail(graph_.Find(path_.back())->name + " calls " + title +
                 ", which is not on the list of what a handler may call");
        }
        return found->second;
    }

    long Indirect(const std::string& name) {
        const auto [first, last] = config_.indirect.equal_range(name);
        if (first == last) Fail(name + " calls through a pointer, and no target of it is given");
        long deepest = 0;
        for (auto target = first; target != last; ++target) {
            if (target->second == "-") continue;
            deepest = std::max(deepest, WorstCase(graph_.TitleOf(target->second)));
        }
        return deepest;
    }

    const CallGraph& graph_;
    const Config& config_;
    std::vector<std::string> path_;
};

Config ReadConfig(const std::string& path) {
    Config config;
    std::ifstream file(path);
    if (!file) Fail("cannot read " + path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kind, name, target;
        words >> kind >> name;
        if (kind.empty() || kind[0] == '#') continue;
        if (kind == "entry") {
            config.entry = name;
        } else if (kind == "indirect" && words >> target) {
            config.indirect.emplace(name, target);
        } else if (kind == "external") {
            words >> config.external[name];
        } else {
            Fail(path + ": cannot read '" + line + "'");
        }
    }
    return config;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) Fail("usage: handler_stack LIMIT CONFIG FILE.ci...");
    const long limit = std::atol(argv[1]);
    const Config config = ReadConfig(argv[2]);
    CallGraph graph;
    for (int i = 3; i < argc; ++i) graph.Read(argv[i]);
    const long worst = Walk(graph, config).WorstCase(graph.TitleOf(config.entry));
    std::printf("%s and all that it calls need at most %ld bytes of stack (limit %ld)\n", config.entry.c_str(), worst,
                limit);
    return worst <= limit ? 0 : 1;
}
