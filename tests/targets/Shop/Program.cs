using Shop;

if (!Options.TryParse(args, out Options? options))
{
    Console.Error.Write(Options.Usage);
    return 2;
}

return options.Target is { } url
    ? await LoadGenerator.RunAsync(url, options)
    : await Service.RunAsync(options);
