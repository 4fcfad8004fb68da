using Storefront;

// A service whose every endpoint burns CPU in a method of its own, in many pieces between awaits, and that counts itself what each has had. It
// loads itself for some seconds and then prints the truth, for profiles to be compared with.
if (args.Length != 3
    || !int.TryParse(args[0], out int clients)
    || !int.TryParse(args[1], out int seconds))
{
    Console.Error.WriteLine("usage: Storefront CLIENTS SECONDS TRUTH.json");
    return 2;
}

await using WebApplication service = Service.Create();
await service.StartAsync();
await Load.RunAsync(service.Urls.First(), clients, TimeSpan.FromSeconds(seconds), service.Lifetime.ApplicationStopping);
await service.StopAsync();
Truth.Write(args[2]);
return 0;
