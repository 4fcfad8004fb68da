#!/usr/bin/env bash
# Builds, shows, tests and measures clrscope; ./build.sh help says how.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly WEB=managed/Clrscope/Flame/web
readonly TARGETS=(HelloWorld Burn Shop ShopTraced Storefront StorefrontTraced HardCases Hook OtherHook TrackerSwitch)
# The runtimes that clrscope is for. All but the newest are brought along by a HelloWorld of their own.
readonly NEWEST_RUNTIME=10.0.12
readonly OTHER_RUNTIMES=(8.0.31 9.0.20)
# Ways to publish a target.
readonly COMPOSITE=(-p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true)
readonly TRIMMED=(-p:PublishTrimmed=true -p:SuppressTrimAnalysisWarnings=true)
readonly RESULTS=build/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PYTHONDONTWRITEBYTECODE=1

usage() {
    cat <<'END'
usage: ./build.sh [COMMAND] [OPTIONS]

  all      build out/libclrscope.so and out/clrscope (the default)
  demo     build, then profile an ASP.NET Core service under load for 10 s: a table and a flame graph
  test     build, then run the tests; ends with the line "N passed, N failed"
             --native, --managed, --e2e   only these, instead of all three
             --sanitize=address|undefined|thread   the native tests, built with that sanitizer
  bench    build, then measure: hot paths, and whole programs in pairs with and without the profiler; fuzzes the unwinder
  fidelity build a test flavour that asks the runtime for every sampled stack too, and compare (docs/fidelity.md)
             --hours N                               of running, in all; 0.1 if not given
             --only compiler|shop|hardcases|composite    that program instead of all four
  soak     build, then run the hard cases for stacks at 1,000 Hz: no crash, no hang, all results right
             --minutes N                             60 if not given
  lint     check formatting and shell scripts
  clean    remove all that the other commands made
  help     this text

Missing Debian packages are installed (as root or with passwordless sudo), else named. The .NET SDK 10 must be there.

examples:
  ./build.sh demo
  ./build.sh test --managed
  ./build.sh fidelity --hours 1 --only compiler
  ./build.sh test --sanitize=thread
END
}

# ---- progress

step_name=""
step_start=0

step() {
    end_step
    step_name=$1
    step_start=$SECONDS
    echo "==> $step_name"
}

end_step() {
    if [[ -n $step_name ]]; then
        echo "    $((SECONDS - step_start)) s"
    fi
    step_name=""
}

fail() {
    echo "build.sh: $1" >&2
    exit 1
}

# bounded SECONDS COMMAND...: ends a command that hangs. In the foreground, where Ctrl-C reaches it too.
bounded() {
    timeout --foreground --kill-after=10 "$@"
}

# ---- what must be there

has() {
    command -v "$1" >/dev/null
}

# The Debian packages without which COMMAND cannot do its work. Programs are looked for, not packages: they may come
# from elsewhere.
missing_packages() {
    has g++ || echo g++
    has cmake || echo cmake
    has ninja || echo ninja-build
    [[ -e /usr/include/gtest/gtest.h ]] || echo googletest libgtest-dev
    [[ -e /usr/include/gmock/gmock.h ]] || echo libgmock-dev
    [[ -e /usr/include/benchmark/benchmark.h ]] || echo libbenchmark-dev
    has node || echo nodejs
    has npm || echo npm
    case $1 in
        test)
            has go || echo golang-go
            [[ -x /usr/bin/chromium ]] || echo chromium
            has python3 || echo python3
            ;;
        bench | fidelity | soak)
            has python3 || echo python3
            ;;
        lint)
            has clang-format || echo clang-format
            has shellcheck || echo shellcheck
            ;;
    esac
}

need() {
    [[ $(dotnet --list-sdks 2>/dev/null || true) =~ (^|$'\n')10\. ]] ||
        fail "the .NET SDK 10 is needed: install it (Debian has no package of it), put dotnet on the PATH, and run this again"

    local packages
    mapfile -t packages < <(missing_packages "$1" | tr ' ' '\n')
    if ((${#packages[@]} > 0)); then
        install_packages "${packages[@]}"
    fi

    local node
    node=$(node --version)
    node=${node#v}
    ((${node%%.*} >= 18)) || fail "node 18 or later is needed; the one on the PATH is $node"
}

install_packages() {
    local install=(apt-get install -y -q --no-install-recommends "$@") root=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || fail "packages are missing; install them with: sudo ${install[*]}"
        root=(sudo)
    fi
    has apt-get || fail "these Debian packages, or what your system has in their place, are missing: $*"
    step "install $*"
    "${root[@]}" apt-get update -q </dev/null >/dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" </dev/null >/dev/null
}

# ---- build

# Whether FILE is younger than all that lies in the other paths, leaving out what builds leave there.
up_to_date() {
    local file=$1
    shift
    [[ -e $file && -z $(find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$file" -print -quit) ]]
}

configure_native() {
    local directory=$1
    shift
    cmake -S . -B "$directory" -G Ninja --log-level=WARNING "$@" >/dev/null
}

build_native() {
    step "native library"
    configure_native build/release
    cmake --build build/release --target clrscope -- --quiet
    mkdir -p out
    if ! up_to_date out/libclrscope.so build/release/libclrscope.so; then
        strip --strip-debug -o out/libclrscope.so build/release/libclrscope.so
    fi
}

bundle_flame_graph() {
    if up_to_date "$WEB/dist/page.js" "$WEB/src" "$WEB/build.mjs" "$WEB/package-lock.json"; then
        return
    fi
    step "script of the flame graph page"
    (cd "$WEB" && npm ci --silent </dev/null && npm run --silent build)
}

build_managed() {
    bundle_flame_graph
    if up_to_date out/clrscope managed; then
        return
    fi
    step "clrscope"
    dotnet publish managed/Clrscope -c Release -v quiet --nologo -o build/publish
    install -D build/publish/clrscope out/clrscope
}

# The assembly that the runtime loads into the profiled program, beside the library that has it loaded. Compiled ahead of
# time, as a program's start waits for it: for each runtime, as none uses the code that is compiled for another major version.
build_activity() {
    local version
    for version in "${OTHER_RUNTIMES[@]}"; do
        publish_activity "$version" "Clrscope.Activity.net${version%%.*}.0.dll"
    done
    publish_activity "$NEWEST_RUNTIME" Clrscope.Activity.dll
}

# publish_activity RUNTIME FILE
publish_activity() {
    if up_to_date "out/$2" managed/Clrscope.Activity; then
        return
    fi
    step "Clrscope.Activity for .NET $1"
    dotnet publish managed/Clrscope.Activity -c Release -v quiet --nologo -r linux-x64 --self-contained false \
        -p:PublishReadyToRun=true -p:RuntimeFrameworkVersion="$1" -p:NuGetLockFilePath="$PWD/build/activity/$1/packages.lock.json" \
        --artifacts-path "build/activity/$1" -o "build/activity/$1/out"
    install -D -m 644 "build/activity/$1/out/Clrscope.Activity.dll" "out/$2"
    touch "out/$2"
}

# publish_target FILE TARGET OPTION...: publishes tests/targets/TARGET, which makes out/targets/FILE, unless that is up to date.
publish_target() {
    local file=out/targets/$1 target=$2
    shift 2
    if ! up_to_date "$file" "tests/targets/$target" tests/targets/Directory.Build.props; then
        step "$file"
        dotnet publish "tests/targets/$target" -c Release -v quiet --nologo "$@" -o "${file%/*}"
        touch "$file"
    fi
}

build_hello_worlds() {
    local version major
    for version in "${OTHER_RUNTIMES[@]}"; do
        major=${version%%.*}
        publish_target "HelloWorld$major/HelloWorld" HelloWorld -r linux-x64 --self-contained \
            -p:OtherFramework="net$major.0" -p:RuntimeFrameworkVersion="$version" --artifacts-path "build/HelloWorld$major"
    done
}

# build_composite TARGET OPTION...: one image with the precompiled code of the program and the framework, as in some container images.
build_composite() {
    publish_target "${1}Composite/$1" "$1" -r linux-x64 --self-contained "${COMPOSITE[@]}" --artifacts-path build/composite "${@:2}"
}

# build_single_file TARGET OPTION...: one file with the program, its runtime, its assemblies and their PDBs.
build_single_file() {
    publish_target "${1}Single/$1" "$1" -r linux-x64 --self-contained -p:PublishSingleFile=true -p:DebugType=embedded \
        -p:EnableSingleFileAnalyzer=false --artifacts-path build/single "${@:2}"
}

build_stepped_clock() {
    configure_native build/release
    cmake --build build/release --target stepped_clock -- --quiet
    install -D build/release/stepped_clock.so out/targets/stepped_clock.so
}

build_targets() {
    local target
    for target in "${TARGETS[@]}"; do
        publish_target "$target/$target.dll" "$target"
    done
}

build_all() {
    need "$1"
    build_native
    build_activity
    build_managed
}

# ---- demo

demo() {
    build_all demo
    build_targets
    mkdir -p out/demo
    step "profile tests/targets/Shop for 10 s"
    # In the background, so that the trap can end it when this script is interrupted.
    timeout --kill-after=10 120 out/clrscope run --quiet -o out/demo/shop.pb.gz -- \
        dotnet out/targets/Shop/Shop.dll --load 4 --seconds 10 </dev/null &
    local run=$!
    # shellcheck disable=SC2064 # the process is known now, not when the trap runs
    trap "kill $run 2>/dev/null || true" EXIT
    wait "$run" || fail "the profiled service ended with exit code $?"
    trap - EXIT
    end_step
    echo
    bounded 60 out/clrscope top out/demo/shop.pb.gz
    bounded 60 out/clrscope flame out/demo/shop.pb.gz -o out/demo/shop.html
    cat <<END

flame graph   $PWD/out/demo/shop.html     open it in a browser; it needs no network
profile       $PWD/out/demo/shop.pb.gz    out/clrscope top FILE, or: go tool pprof -http : FILE
END
}

# ---- test

passed=0
failed=0
declare -a summary=()

# record NAME PASSED FAILED [SKIPPED]
record() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    summary+=("$(printf '%-28s %6d passed %4d failed %4d skipped' "$1" "$2" "$3" "${4:-0}")")
}

# The number in KEY="N" of the first element ELEMENT of an XML file; 0 if there is none.
xml_count() {
    local text
    text=$(tr '\n\t' '  ' <"$1" | grep -o "<$2 [^>]*>" | head -n 1) || true
    if [[ $text =~ \ $3=\"([0-9]+)\" ]]; then
        echo "${BASH_REMATCH[1]}"
    else
        echo 0
    fi
}

test_native() {
    local name=$1 directory=$2
    shift 2
    step "build $name"
    configure_native "$directory" "$@"
    cmake --build "$directory" -- --quiet || {
        record "$name" 0 1
        return
    }
    step "$name"
    local report=$PWD/$RESULTS/${directory##*/}.xml log=$RESULTS/${directory##*/}.log
    ctest --test-dir "$directory" --output-on-failure --no-tests=error --output-junit "$report" >"$log" 2>&1 ||
        grep -Ev '^ *Start |   Passed  ' "$log"
    local total failures skipped
    total=$(xml_count "$report" testsuite tests)
    failures=$(xml_count "$report" testsuite failures)
    skipped=$(($(xml_count "$report" testsuite skipped) + $(xml_count "$report" testsuite disabled)))
    record "$name" $((total - failures - skipped)) $((total == 0 ? 1 : failures)) "$skipped"
}

test_project() {
    local name
    name=$(basename "$1")
    step "$name"
    local report=$PWD/$RESULTS/$name.trx status=0
    bounded 1200 dotnet test "$1" -c Release -v quiet --nologo \
        --logger "console;verbosity=minimal" --logger "trx;LogFileName=$report" </dev/null || status=$?
    if [[ ! -e $report ]]; then
        record "$name" 0 1
        return
    fi
    local failures
    failures=$(($(xml_count "$report" Counters failed) + $(xml_count "$report" Counters error) +
        $(xml_count "$report" Counters timeout) + $(xml_count "$report" Counters aborted)))
    # A run that broke off has an exit code and no failed test.
    ((failures > 0 || status == 0)) || failures=1
    record "$name" "$(xml_count "$report" Counters passed)" "$failures" "$(xml_count "$report" Counters notExecuted)"
}

test_page() {
    step "tests/page"
    local report=$PWD/$RESULTS/page.tap
    if ! up_to_date tests/page/node_modules/.package-lock.json tests/page/package-lock.json; then
        npm ci --silent --prefix tests/page </dev/null
    fi
    (cd tests/page && bounded 600 node --test --test-reporter=tap </dev/null >"$report") || grep -A 20 '^ *not ok' "$report" || true
    local passes failures cancelled
    passes=$(sed -n 's/^# pass //p' "$report")
    failures=$(sed -n 's/^# fail //p' "$report")
    cancelled=$(sed -n 's/^# cancelled //p' "$report")
    record "tests/page" "${passes:-0}" $((${failures:-1} + ${cancelled:-0}))
}

test_scripts() {
    local directory=$1
    step "$directory"
    local report=$RESULTS/${directory//\//-}.txt
    bounded 300 python3 -m unittest discover -s "$directory" </dev/null >"$report" 2>&1 || cat "$report"
    local ran failures errors
    ran=$(sed -n 's/^Ran \([0-9]*\) tests* in.*/\1/p' "$report")
    failures=$(sed -n 's/^FAILED .*failures=\([0-9]*\).*/\1/p' "$report")
    errors=$(sed -n 's/^FAILED .*errors=\([0-9]*\).*/\1/p' "$report")
    failures=$((${failures:-0} + ${errors:-0}))
    record "$directory" $((${ran:-0} - failures)) $((${ran:-0} == 0 ? 1 : failures))
}

run_tests() {
    local groups=() sanitizer=""
    while (($# > 0)); do
        case $1 in
            --native | --managed | --e2e) groups+=("${1#--}") ;;
            --sanitize=address | --sanitize=undefined | --sanitize=thread) sanitizer=${1#--sanitize=} ;;
            *) fail "test does not know $1; see ./build.sh help" ;;
        esac
        shift
    done
    if [[ -n $sanitizer ]]; then
        ((${#groups[@]} == 0)) || fail "--sanitize is for the native tests alone"
        groups=(sanitized)
    fi
    ((${#groups[@]} > 0)) || groups=(native managed e2e)

    need test
    rm -rf "$RESULTS"
    mkdir -p "$RESULTS"
    local group project
    for group in "${groups[@]}"; do
        case $group in
            native) test_native "native" build/release ;;
            sanitized) test_native "native, $sanitizer sanitizer" "build/$sanitizer" "-DCLRSCOPE_SANITIZE=$sanitizer" ;;
            managed)
                bundle_flame_graph
                # The tests compare the segment's layout with what this says of the native one.
                configure_native build/release
                cmake --build build/release --target layout_dump -- --quiet
                for project in tests/managed/*.Tests; do
                    test_project "$project"
                done
                ;;
            e2e)
                build_native
                build_activity
                build_managed
                build_targets
                build_hello_worlds
                # Trimmed, it is made in a third of the time.
                build_composite HardCases "${TRIMMED[@]}"
                build_single_file Burn
                build_single_file HardCases "${COMPOSITE[@]}" "${TRIMMED[@]}"
                build_stepped_clock
                for project in tests/endtoend/*.Tests; do
                    test_project "$project"
                done
                test_page
                test_scripts tests/bench
                test_scripts tests/fidelity
                test_scripts tests/tools
                ;;
        esac
    done
    end_step
    echo
    printf '%s\n' "${summary[@]}" ""
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}

# ---- bench

# Ten million random inputs for each of the unwinder's parts, under the sanitizers that see what goes astray.
fuzz_unwinding() {
    local sanitizer
    for sanitizer in address undefined; do
        step "fuzz the unwinder, $sanitizer sanitizer"
        configure_native "build/$sanitizer" "-DCLRSCOPE_SANITIZE=$sanitizer"
        cmake --build "build/$sanitizer" --target unwind_fuzz_test -- --quiet
        CLRSCOPE_FUZZ=10000000 bounded 3600 "build/$sanitizer/tests/native/unwind_fuzz_test"
    done
}

bench() {
    build_all bench
    build_targets
    step "build the benchmarks"
    configure_native build/release
    cmake --build build/release -- --quiet
    dotnet build tests/bench/Clrscope.Benchmarks -c Release -v quiet --nologo

    step "native hot paths"
    bounded 900 build/release/tests/bench/native_bench
    fuzz_unwinding
    step "managed hot paths"
    bounded 1800 dotnet run --project tests/bench/Clrscope.Benchmarks -c Release --no-build -- --filter '*' --artifacts build/benchmarks

    step "activities with and without the tracker"
    bounded 300 dotnet run --project tests/bench/Clrscope.Benchmarks -c Release --no-build -- activity-pairs
    step "CPU of a request, tracking on against off: Shop"
    # The library alone, without an agent.
    local directory segments
    directory=$(mktemp -d)
    # Where segments lie by default: a disk has their pages written back, after which each is faulted in once more.
    segments=$(mktemp -d -p /dev/shm)
    local library=(--env CORECLR_ENABLE_PROFILING=1 --env 'CORECLR_PROFILER={6AF495FF-C90D-4555-8CAD-A5F34F3A3485}'
        --env "CORECLR_PROFILER_PATH=$PWD/out/libclrscope.so" --env CLRSCOPE_AGENT=off --env "CLRSCOPE_DIR=$segments")
    # With one: otherwise the ring would be full after 15,000 requests, and spans be dropped rather than written.
    local served=("${library[@]}" --env CLRSCOPE_AGENT=auto --env CLRSCOPE_AGENT_IDLE_SECONDS=1 --env "CLRSCOPE_OUTPUT=$directory/profiles"
        --env "CLRSCOPE_RECORDING_DIRECTORY=$directory/recording" --env CLRSCOPE_ACTIVITY_SPANS_PER_SECOND=1000000)
    local tracking=(bounded 3600 python3 tests/bench/slices.py "${served[@]}" --a CLRSCOPE_ACTIVITY_ENABLED=false --pairs 12)
    local mixture=(--request 'GET /cart/17' --request 'GET /search?q=oak' --request 'GET /report'
        --request 'POST /checkout {"cartId":17,"customer":"customer 17"}')
    "${tracking[@]}" --rounds 25 --blocks 80 "${mixture[@]}" -- dotnet out/targets/Shop/Shop.dll
    "${tracking[@]}" --request 'GET /cart/17' -- dotnet out/targets/Shop/Shop.dll
    "${tracking[@]}" --request 'GET /cart/17' -- dotnet out/targets/ShopTraced/ShopTraced.dll
    step "the same within one process: equal sides, then off against on"
    local states switched=(bounded 3600 python3 tests/bench/switched.py --hook "$PWD/out/targets/TrackerSwitch/TrackerSwitch.dll" "${served[@]}" --warm-up 150)
    for states in 00 01; do
        "${switched[@]}" --states "$states" --request 'GET /cart/17' --rounds 100 -- dotnet out/targets/Shop/Shop.dll
        "${switched[@]}" --states "$states" "${mixture[@]}" --processes 1 --blocks 1000 -- dotnet out/targets/ShopTraced/ShopTraced.dll
    done

    local pairs=(bounded 3600 python3 tests/bench/pairs.py --prefix 'out/clrscope run --quiet -o build/bench.pb.gz --')
    step "start-up: HelloWorld"
    bounded 3600 python3 tests/bench/pairs.py --pairs 20 "${library[@]}" -- dotnet out/targets/HelloWorld/HelloWorld.dll
    step "two threads with a fixed amount of work: Burn"
    "${pairs[@]}" --pairs 10 -- dotnet out/targets/Burn/Burn.dll work 20000 2
    step "4,000 requests: Shop"
    "${pairs[@]}" --pairs 10 -- dotnet out/targets/Shop/Shop.dll --load 4 --requests 4000
    rm -rf "$directory" "$segments"
    end_step
}

# ---- fidelity, soak

# For COMMAND, options that take a value, of those that are named after --.
check_options() {
    local command=$1
    shift
    local allowed=()
    while [[ $1 != -- ]]; do
        allowed+=("$1")
        shift
    done
    shift
    while (($# > 0)); do
        [[ " ${allowed[*]} " == *" $1 "* ]] || fail "$command does not know $1; see ./build.sh help"
        (($# > 1)) || fail "$1 needs a value; see ./build.sh help"
        shift 2
    done
}

fidelity() {
    check_options fidelity --hours --only -- "$@"
    need fidelity
    build_targets
    build_composite Shop
    step "test flavour of the native library"
    configure_native build/release
    cmake --build build/release --target clrscope_fidelity -- --quiet
    step "compare stacks"
    python3 tests/fidelity/run.py --library build/release/libclrscope_fidelity.so --out build/fidelity "$@"
    end_step
}

soak() {
    check_options soak --minutes -- "$@"
    build_all soak
    build_targets
    step "hard cases at 1,000 Hz"
    python3 tests/fidelity/soak.py "$@"
    end_step
}

# ---- lint, clean

lint() {
    need lint
    step "shell scripts"
    local scripts
    mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
    bash -n "${scripts[@]}"
    shellcheck "${scripts[@]}"
    step "C++ format"
    git ls-files 'native/*.h' 'native/*.cpp' 'tests/*.h' 'tests/*.cpp' 'tests/endtoend/*.c' | xargs clang-format --dry-run -Werror
    step "C# format"
    bundle_flame_graph
    dotnet format Profiler.sln --verify-no-changes
    local target
    for target in "${TARGETS[@]}"; do
        dotnet format "tests/targets/$target" --verify-no-changes
    done
    end_step
}

clean() {
    rm -rf build out "$WEB/dist" "$WEB/node_modules" tests/page/node_modules
    find managed tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
}

main() {
    local command=${1:-all}
    shift || true
    if [[ ! $command =~ ^(test|fidelity|soak)$ && $# -gt 0 ]]; then
        fail "$command takes no options, but there is $1; see ./build.sh help"
    fi
    case $command in
        all)
            build_all all
            end_step
            echo "built out/libclrscope.so and out/clrscope"
            ;;
        demo) demo ;;
        test) run_tests "$@" ;;
        bench) bench ;;
        fidelity) fidelity "$@" ;;
        soak) soak "$@" ;;
        lint) lint ;;
        clean) clean ;;
        help | --help | -h) usage ;;
        *) fail "there is no command $command; see ./build.sh help" ;;
    esac
}

main "$@"
