using System.Diagnostics;
using NodeEngine.Forecasts;
using NodeEngine.Images;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Recipes;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>
/// One run. Each step is first addressed, then run only if its result is neither stored nor unneeded. A picture of a Pure node has its address
/// before it has pixels, so what depends on it may turn out to be stored, and then the pixels are never made.
/// </summary>
/// <remarks>
/// The states of the steps change under one lock that is held for a few instructions; addressing, running and storing happen outside it. A step that
/// becomes ready is carried on by the worker that made it so, which keeps a chain on one thread and its pixels few.
/// </remarks>
internal sealed class Scheduler : IDisposable
{
    private readonly Plan _plan;
    private readonly Step[] _steps;
    private readonly ResultStore _store;
    private readonly ModelCaller? _models;
    private readonly RunOptions _options;
    private readonly RunHost _host;
    private readonly RunValues _values;
    private readonly RecipeBook? _recipes;
    private readonly Forecaster? _forecaster;
    private readonly NodeInvoker _invoker;
    private readonly StepStates _states;
    private readonly Stack<int> _ready = new();
    private readonly RunRecorder? _recorder;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _cancellation;

    /// <summary>Workers that are at it.</summary>
    private int _workers;

    /// <summary>Steps that are ready or being carried on.</summary>
    private int _active;

    /// <summary>Steps that run although their results are stored; null for none.</summary>
    private readonly bool[]? _fresh;

    private int _paidCalls;
    private int _failures;
    private bool _isGraceOver;
    private bool _isClosed;

    public Scheduler(Plan plan, ResultStore store, ModelCaller? models, RunOptions options, Forecaster? forecaster = null)
    {
        _forecaster = forecaster;
        _plan = plan;
        _steps = plan.Steps;
        _store = store;
        _models = models;
        _options = options;
        _host = new RunHost(options, invocation => _steps![invocation].Id);
        _fresh = FreshSteps.Of(plan, options.Fresh);
        _values = new RunValues(plan, store, models, _fresh);
        _recipes = options.WritesRecipes ? new RecipeBook(plan, AddressOf) : null;
        _invoker = new NodeInvoker(store, models is null ? null : new ModelSession(models, store, options, _host), _values, _host, new Handover(plan, options.KeepsPictures), _recipes);
        _recorder = store.IsDurable && forecaster is null ? new RunRecorder(plan, store, options, models) : null;
        _states = new StepStates(plan, _values, _host, Start);
    }

    public async Task<RunReport> RunAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        _cancellation = cancellation;
        if (_host.IsHeard)
        {
            _host.Tell(new RunEvent.Started(_options.Run, _steps.Length));
        }

        if (_recorder is not null)
        {
            await _recorder.BeginAsync().ConfigureAwait(false);
        }

        _store.Expect(_steps.Length);
        _host.ClaimOutputs(_plan.Outputs.Where(output => output.Type.IsPicture).Select(output => output.Name));
        lock (_gate)
        {
            _active++;
            _states.Begin();
            Leave();
        }

        await using (cancellation.UnsafeRegister(static state => _ = ((Scheduler)state!).GiveUpAsync(), this).ConfigureAwait(false))
        {
            await _ended.Task.ConfigureAwait(false);
        }

        var duration = Stopwatch.GetElapsedTime(started);
        Close();
        var storeError = _recorder?.Keep(_values, _states);
        var report = Report(duration);
        report.StoreError = storeError;
        if (_recorder is not null)
        {
            report.StoreError ??= await _recorder.EndAsync(report).ConfigureAwait(false);
        }

        if (_host.IsHeard)
        {
            _host.Tell(new RunEvent.Finished(report.Status, duration.TotalMilliseconds) { PriceUsd = report.PriceUsd });
        }

        return report;
    }

    public void Dispose() => _host.Dispose();

    /// <summary>With the lock held: this step can go on as soon as there is room.</summary>
    private void Start(int step)
    {
        _active++;
        Enqueue(step);
    }

    private void Enqueue(int step)
    {
        if (_steps[step].Spec.Work == Work.Waiting)
        {
            // It needs no slot: whatever is busy, it starts at once.
            ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Scheduler.WaitingAsync(item.Step), (Scheduler: this, Step: step), preferLocal: false);
            return;
        }

        _ready.Push(step);
        if (_workers < _options.ProcessorSlots)
        {
            _workers++;
            VipsCodec.AddWorkers(1);
            ThreadPool.UnsafeQueueUserWorkItem(static scheduler => _ = scheduler.WorkAsync(), this, preferLocal: false);
        }
    }

    /// <summary>With the lock held: one thing less is going on.</summary>
    private void Leave()
    {
        if (--_active == 0)
        {
            _ended.TrySetResult();
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            int step;
            lock (_gate)
            {
                if (!_ready.TryPop(out step))
                {
                    _workers--;
                    VipsCodec.AddWorkers(-1);
                    return;
                }
            }

            while (step >= 0)
            {
                var advancing = AdvanceAsync(step);
                step = advancing.IsCompletedSuccessfully ? advancing.Result : await advancing.ConfigureAwait(false);
            }
        }
    }

    private async Task WaitingAsync(int step)
    {
        // The step that follows is processor work, and has no slot yet.
        var next = await AdvanceAsync(step).ConfigureAwait(false);
        if (next >= 0)
        {
            lock (_gate)
            {
                Enqueue(next);
            }
        }
    }

    /// <summary>Takes a step as far as it goes now. Returns a step of processor work to carry on with, or -1.</summary>
    private ValueTask<int> AdvanceAsync(int index)
    {
        if (_cancellation.IsCancellationRequested)
        {
            return new(End(index, new Ended(Outcome.Cancelled, null, 0, null)));
        }

        if (_options.MaxFailures <= Volatile.Read(ref _failures))
        {
            return new(End(index, new Ended(Outcome.Skipped, null, 0, new NodeError("max-failures", $"not run, because {_failures} nodes had failed", null))));
        }

        var step = _steps[index];
        if (_forecaster is not null && step.Spec.Purity == Purity.Effect)
        {
            return new(End(index, _forecaster.Hold(index, default, _values)));
        }

        if (!_states.TryGetRecipe(index, out var recipe) && step.Spec.Purity != Purity.Effect)
        {
            try
            {
                if (!_values.TryAddress(step, out recipe))
                {
                    return new(AskForPixels(index));
                }

                if (_fresh is not null && _fresh[index])
                {
                    _store.Forget(recipe);
                }
                else if (_invoker.Stored(step, recipe) is { } stored)
                {
                    // What takes its pictures is addressed by this recipe, as it was when they were made.
                    _states.SetRecipe(index, recipe);
                    return new(End(index, _options.Forecast?.Ran.TryGetValue(step.Id, out var ran) == true ? stored with { Outcome = Outcome.Ran, Milliseconds = ran } : stored));
                }
            }
            catch (Exception e)
            {
                return new(End(index, NodeInvoker.Fail(e)));
            }
        }

        if (!step.IsAddressedEarly && !step.TakesEarly)
        {
            // It was started because all its inputs are there, and nobody asks for its address before it ends.
            _states.SetRecipe(index, recipe);
            return RunStepAsync(index, recipe);
        }

        lock (_gate)
        {
            var canRun = _states.Address(index, recipe, out var next);
            if (!canRun)
            {
                return new(Instead(next));
            }

            // Both go on: this step here, and what follows from its address elsewhere.
            if (next >= 0)
            {
                Start(next);
            }
        }

        return RunStepAsync(index, recipe);
    }

    /// <summary>The step cannot be addressed before the pixels of its inputs are there.</summary>
    private int AskForPixels(int index)
    {
        lock (_gate)
        {
            return Instead(_states.Demand(index) ? index : -1);
        }
    }

    /// <summary>With the lock held: a worker is done with one step, and takes up another if there is one.</summary>
    private int Instead(int next)
    {
        if (next >= 0)
        {
            return next;
        }

        Leave();
        return _ready.TryPop(out next) ? next : -1;
    }

    private ValueTask<int> RunStepAsync(int index, Address recipe)
    {
        var step = _steps[index];
        if (_forecaster is not null && step.Spec.Purity != Purity.Pure)
        {
            return new(End(index, _forecaster.Hold(index, recipe, _values)));
        }

        if (step.Node is ModelNode)
        {
            return PayAsync(index, recipe);
        }

        var running = _invoker.InvokeAsync(step, index, recipe, _cancellation);
        return running.IsCompletedSuccessfully ? new(End(index, running.Result)) : AwaitAsync(index, running);
    }

    private async ValueTask<int> AwaitAsync(int index, ValueTask<Ended> running) => End(index, await running.ConfigureAwait(false));

    /// <summary>A call that may cost money is waited for, whatever else is given up.</summary>
    private async ValueTask<int> PayAsync(int index, Address recipe)
    {
        Interlocked.Increment(ref _paidCalls);
        var ended = await _invoker.InvokeAsync(_steps[index], index, recipe, _cancellation).ConfigureAwait(false);
        var next = End(index, ended);
        Interlocked.Decrement(ref _paidCalls);
        CloseIfGivenUp();
        return next;
    }

    private int End(int index, in Ended ended)
    {
        if (ended.Outcome is Outcome.Failed or Outcome.Unknown)
        {
            Interlocked.Increment(ref _failures);
        }

        lock (_gate)
        {
            return _isClosed ? -1 : Instead(_states.End(index, ended));
        }
    }

    /// <summary>After the time of grace, nodes that have not stopped are left behind. Paid calls are not.</summary>
    private async Task GiveUpAsync()
    {
        await Task.Delay(_options.CancelGrace, _options.Clock, CancellationToken.None).ConfigureAwait(false);
        _isGraceOver = true;
        CloseIfGivenUp();
    }

    private void CloseIfGivenUp()
    {
        lock (_gate)
        {
            if (_isGraceOver && Volatile.Read(ref _paidCalls) == 0)
            {
                _isClosed = true;
                _ended.TrySetResult();
            }
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _forecaster?.Take(_states.Progress);
        }
    }

    private RunReport Report(TimeSpan duration)
    {
        lock (_gate)
        {
            var nodes = _states.Close();
            var outputs = _values.Outputs();
            var report = new RunReport(_options.Run, _states.Status(outputs.Count), duration, nodes, outputs)
            {
                PriceUsd = _host.PriceOfAll(),
                RecipeOf = RecipeOf,
                IsSimulated = RunRecorder.IsSimulated(_plan, _models),
            };
            _values.FreeAll();
            return report;
        }
    }

    private Address AddressOf(int index)
    {
        lock (_gate)
        {
            _ = _states.TryGetRecipe(index, out var recipe);
            return recipe;
        }
    }

    private byte[]? RecipeOf(string output) => Array.Find(_plan.Outputs, planned => planned.Name == output) is { } found ? _recipes?.OfOutput(found) : null;
}
