namespace HardCases;

internal sealed record Options(double Seconds, int Threads, string[] Only, double ProgressSeconds)
{
    public const string Usage = "usage: HardCases [--seconds N] [--threads N] [--only case,case] [--progress SECONDS]\n";

    public static bool TryParse(string[] args, out Options options)
    {
        options = new Options(10, 4, [], 3600);
        if (args.Length % 2 != 0)
        {
            return false;
        }
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = args[i + 1];
            switch (args[i])
            {
                case "--seconds" when double.TryParse(value, out double seconds):
                    options = options with { Seconds = seconds };
                    break;
                case "--threads" when int.TryParse(value, out int threads) && threads > 0:
                    options = options with { Threads = threads };
                    break;
                case "--progress" when double.TryParse(value, out double seconds) && seconds > 0:
                    options = options with { ProgressSeconds = seconds };
                    break;
                case "--only":
                    options = options with { Only = value.Split(',') };
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}
