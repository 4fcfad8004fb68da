using Burn;

if (args.Length == 0 || !Modes.ByName.TryGetValue(args[0], out Mode? mode))
{
    Console.Error.Write(Modes.Usage);
    return 2;
}

if (args.Length - 1 != mode.Parameters.Length)
{
    Console.Error.WriteLine($"usage: Burn {mode.Name} {string.Join(' ', mode.Parameters)}");
    return 2;
}

return mode.Run(new Arguments(mode, args[1..]));
