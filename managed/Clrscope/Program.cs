using Clrscope.CommandLine;

return CommandLineApplication.Run(args, Console.Out, Console.Error);
