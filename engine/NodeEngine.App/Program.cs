using NodeEngine.App;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
