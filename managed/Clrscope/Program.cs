using Clrscope.CommandLine;
using Clrscope.CommandLine.Platform;

using TextWriter output = StandardStream.OpenOutput();
using TextWriter error = StandardStream.OpenError();
return CommandLineApplication.Run(args, output, error);
