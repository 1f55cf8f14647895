using OrleansDrpc.Storage.Tests;

return args is [WriterProcess.Argument, var directory]
    ? await WriterProgram.RunAsync(directory)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
