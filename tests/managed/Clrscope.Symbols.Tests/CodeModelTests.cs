using FsCheck;
using FsCheck.Fluent;

namespace Clrscope.Symbols.Tests;

/// <summary>Random histories of code against <see cref="NaiveCode"/>, with look-ups in between so that caches are warm.</summary>
public sealed class CodeModelTests
{
    private const int Addresses = 24;
    private const int Modules = 3;
    private const int Times = 30;
    private const ulong Base = 0x10000;

    private enum Action
    {
        Method,
        MethodValidFromSomeTime,
        UnloadMethod,
        UnloadModule,
        Library,
        UnloadLibrary,
        Forget,
        Resolve,
    }

    /// <summary>One event; what the numbers mean depends on the action.</summary>
    private sealed record Step(Action Action, int Address, int Size, int Time, int Pick);

    [Fact]
    public void Any_history_gives_what_the_plain_rules_give()
    {
        Gen<Step> step =
            from action in Gen.Frequency(
                (4, Gen.Constant(Action.Method)), (2, Gen.Constant(Action.MethodValidFromSomeTime)),
                (3, Gen.Constant(Action.UnloadMethod)), (1, Gen.Constant(Action.UnloadModule)),
                (1, Gen.Constant(Action.Library)), (1, Gen.Constant(Action.UnloadLibrary)),
                (1, Gen.Constant(Action.Forget)), (6, Gen.Constant(Action.Resolve)))
            from address in Gen.Choose(0, Addresses - 1)
            from size in Gen.Choose(1, 8)
            from time in Gen.Choose(0, Times - 1)
            from pick in Gen.Choose(0, 1000)
            select new Step(action, address, size, time, pick);

        Property property = Prop.ForAll(Gen.ListOf(step).ToArbitrary(), history => Check(history));
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), property);
    }

    private static bool Check(IEnumerable<Step> history)
    {
        var run = new Run();
        return history.All(run.Apply) && run.AgreesEverywhere();
    }

    private sealed class Run
    {
        private readonly NaiveCode _naive = new();
        private readonly ProcessSymbols _symbols;
        private readonly Journal _journal;
        private ulong _lastKey;
        private ulong _forgottenBefore;

        public Run() => _journal = Journal.For(out _symbols);

        /// <summary>Whether the two still agree.</summary>
        public bool Apply(Step step)
        {
            ulong start = Base + (ulong)step.Address;
            ulong time = (ulong)step.Time;
            ulong moduleId = 1 + (ulong)(step.Pick % Modules);
            ulong key = 1 + ((ulong)step.Pick % Math.Max(_lastKey, 1));
            switch (step.Action)
            {
                case Action.Method:
                    AddMethod(start, (ulong)step.Size, moduleId, validFromNs: 0);
                    break;

                case Action.MethodValidFromSomeTime:
                    AddMethod(start, (ulong)step.Size, moduleId, time);
                    break;

                case Action.UnloadMethod:
                    _journal.UnloadMethod(key, time);
                    _naive.UnloadMethod(key, time);
                    break;

                case Action.UnloadModule:
                    _journal.UnloadModule(moduleId, time);
                    _naive.UnloadModule(moduleId, time);
                    break;

                case Action.Library:
                    // Its offset names the address, so that two libraries at one address differ.
                    _journal.Library(start, start + (ulong)step.Size, $"/lib/lib{step.Pick}.so", loadBias: Base);
                    _naive.AddLibrary(start, start + (ulong)step.Size, $"lib{step.Pick}.so");
                    break;

                case Action.UnloadLibrary:
                    _journal.UnloadLibrary(start, time);
                    _naive.UnloadLibrary(start, time);
                    break;

                case Action.Forget:
                    // Early times, so that most of the history can still be compared.
                    _forgottenBefore = Math.Max(_forgottenBefore, time / 4);
                    _symbols.Forget(_forgottenBefore);
                    break;

                case Action.Resolve:
                    return AgreesAt(start, time);
            }

            return true;
        }

        public bool AgreesEverywhere()
        {
            for (ulong pc = Base; pc < Base + Addresses + 8; pc++)
            {
                for (ulong time = 0; time <= Times; time++)
                {
                    if (!AgreesAt(pc, time))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private void AddMethod(ulong start, ulong size, ulong moduleId, ulong validFromNs)
        {
            string name = $"method {_lastKey + 1}";
            _lastKey = _journal.Method(start, size, name, moduleId, validFromNs: validFromNs);
            _naive.AddMethod(_lastKey, moduleId, start, start + size, validFromNs, name);
        }

        private bool AgreesAt(ulong pc, ulong timeNs)
        {
            if (timeNs < _forgottenBefore)
            {
                return true;
            }

            string name = _symbols.Resolve(pc, isReturnAddress: false, timeNs).Name;
            string expected = _naive.NameAt(pc, timeNs);
            return name == (expected.StartsWith("lib", StringComparison.Ordinal) ? $"{expected}+0x{pc - Base:x}" : expected);
        }
    }
}
