using System.Diagnostics;
using NodeEngine.Models;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>
/// One run. Each step is first addressed, then run only if its result is neither stored nor unneeded. A picture of a Pure node has its address
/// before it has pixels, so what depends on it may turn out to be stored, and then the pixels are never made.
/// </summary>
/// <remarks>
/// All state is in arrays by step, changed under one lock that is held for a few instructions; addressing, running and storing happen outside it.
/// A step that becomes ready is carried on by the worker that made it so, which keeps a chain on one thread and its pixels few.
/// </remarks>
internal sealed class Scheduler : IDisposable
{
    private readonly Plan _plan;
    private readonly Step[] _steps;
    private readonly Links _links;
    private readonly ResultStore _store;
    private readonly RunOptions _options;
    private readonly ModelSession? _models;
    private readonly RunHost _host;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly State[] _states;
    private readonly NodeError?[] _errors;
    private readonly RunValues _values;
    private readonly Stack<int> _ready = new();
    private readonly Stack<int> _wanting = new();
    private readonly Stack<int> _dropped = new();
    private CancellationToken _cancellation;
    private int _workers;
    private int _active;
    private int _paidCalls;
    private bool _isGraceOver;
    private bool _isClosed;

    public Scheduler(Plan plan, ResultStore store, ModelCaller? models, RunOptions options)
    {
        _plan = plan;
        _steps = plan.Steps;
        _links = plan.Links;
        _store = store;
        _models = models is null ? null : new ModelSession(models, store);
        _options = options;
        _host = new RunHost(options, invocation => _steps![invocation].Id);
        _states = new State[_steps.Length];
        _errors = new NodeError?[_steps.Length];
        _values = new RunValues(plan, store, models);
    }

    public async Task<RunReport> RunAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        _cancellation = cancellation;
        if (_host.IsHeard)
        {
            _host.Tell(new RunEvent.Started(_options.Run, _steps.Length));
        }

        Begin();
        await using (cancellation.UnsafeRegister(static state => _ = ((Scheduler)state!).GiveUpAsync(), this).ConfigureAwait(false))
        {
            await _ended.Task.ConfigureAwait(false);
        }

        return End(Stopwatch.GetElapsedTime(started));
    }

    public void Dispose() => _host.Dispose();

    private void Begin()
    {
        _store.Expect(_steps.Length);
        _host.ClaimOutputs(_plan.Outputs.Where(output => output.Type.IsPicture).Select(output => output.Name));
        foreach (var output in _plan.Outputs)
        {
            if (output.Binding.Step >= 0)
            {
                _states[output.Binding.Step].Readers++;
            }
        }

        foreach (var target in _plan.Targets)
        {
            _states[target].IsDemanded = true;
        }

        lock (_gate)
        {
            _active++;
            for (var i = _steps.Length - 1; i >= 0; i--)
            {
                ref var state = ref _states[i];
                state.Unaddressed = _links.From(i).Length;
                state.Readers += _links.To(i).Length;
                RunValues.HoldConstants(_steps[i]);
                if (state.Unaddressed == 0)
                {
                    Start(i);
                }
            }

            Leave();
        }
    }

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

    /// <summary>Takes a step as far as it goes now. Returns a step of processor work that this made ready, or -1.</summary>
    private ValueTask<int> AdvanceAsync(int index)
    {
        if (_cancellation.IsCancellationRequested)
        {
            return new(Finish(index, Outcome.Cancelled, null, 0, null));
        }

        var step = _steps[index];
        var recipe = default(Address);
        if (_states[index].IsAddressed)
        {
            recipe = _states[index].Recipe;
        }
        else if (step.Spec.Purity != Purity.Effect)
        {
            try
            {
                if (!_values.TryAddress(step, out recipe))
                {
                    return new(AskForValues(index));
                }
            }
            catch (Exception e)
            {
                return new(Finish(index, Outcome.Failed, null, 0, Explain(e)));
            }

            if (Stored(step, recipe) is { } stored)
            {
                return new(Finish(index, Outcome.Stored, stored, 0, null));
            }
        }

        if (!step.IsAddressedEarly && HasValues(index))
        {
            // Until it ends nobody else looks at the state of this step: what depends on it waits for its outputs, not for an address.
            _states[index].Recipe = recipe;
            return InvokeAsync(index, recipe);
        }

        var next = -1;
        lock (_gate)
        {
            ref var state = ref _states[index];
            state.Recipe = recipe;
            state.IsAddressed = true;
            if (step.IsAddressedEarly)
            {
                next = PublishEarly(index, recipe);
            }

            if ((step.IsAddressedEarly && !state.IsDemanded) || !Demand(index))
            {
                return new(Instead(next));
            }

            // Both go on: this step here, and what follows from its address elsewhere.
            if (next >= 0)
            {
                Start(next);
            }
        }

        return InvokeAsync(index, recipe);
    }

    /// <summary>True when all sources of a step that was started have come to a good end, which they then do not leave.</summary>
    private bool HasValues(int index)
    {
        foreach (var source in _links.From(index))
        {
            if (_states[source].Outcome is not (Outcome.Ran or Outcome.Stored))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The step cannot be addressed before the pixels of its inputs are there.</summary>
    private int AskForValues(int index)
    {
        lock (_gate)
        {
            return Instead(Demand(index) ? index : -1);
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

    private ValueTask<int> InvokeAsync(int index, Address recipe)
    {
        var step = _steps[index];
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (_values.Gather(step, out var inputs) is { } fault)
            {
                return new(Finish(index, Outcome.Failed, null, 0, fault));
            }

            if (_host.IsHeard)
            {
                _host.Tell(new RunEvent.NodeStarted(step.Id));
            }

            var run = new NodeRun(step.Spec, inputs, _host, index);
            if (step.Spec.Purity == Purity.Sampled)
            {
                return CallAsync(index, recipe, run, started);
            }

            var running = step.Node.RunAsync(run, _cancellation);
            return running.IsCompletedSuccessfully
                ? new(Accept(index, recipe, running.Result, started))
                : AwaitAsync(index, recipe, running, started);
        }
        catch (Exception e)
        {
            return new(Fail(index, e, started));
        }
    }

    private async ValueTask<int> AwaitAsync(int index, Address recipe, ValueTask<NodeOutputs> running, long started)
    {
        try
        {
            return Accept(index, recipe, await running.ConfigureAwait(false), started);
        }
        catch (Exception e)
        {
            return Fail(index, e, started);
        }
    }

    /// <summary>A Sampled step is made once, however many ask for it at the same time; calls of models see to that themselves, one by one.</summary>
    private async ValueTask<int> CallAsync(int index, Address recipe, NodeRun run, long started)
    {
        var step = _steps[index];
        var model = _models is null ? null : step.Node as ModelNode;
        Interlocked.Add(ref _paidCalls, model is null ? 0 : 1);
        try
        {
            var (outputs, isNew) = model is not null
                ? await _models!.CallAsync(model, recipe, run, _cancellation).ConfigureAwait(false)
                : await _store.CallOnceAsync(recipe, async () => Unpack(step, await step.Node.RunAsync(run, _cancellation).ConfigureAwait(false))).ConfigureAwait(false);
            Pictures.Hold(outputs);
            return Finish(index, isNew ? Outcome.Ran : Outcome.Stored, outputs, Stopwatch.GetElapsedTime(started).TotalMilliseconds, null);
        }
        catch (Exception e)
        {
            return Fail(index, e, started);
        }
        finally
        {
            Interlocked.Add(ref _paidCalls, model is null ? 0 : -1);
            CloseIfGivenUp();
        }
    }

    private Value[]? Stored(Step step, Address recipe) => step.Node is ModelNode model && _models is not null
        ? _models.Stored(model, recipe, _values.Count(step, model))
        : _store.Get(recipe, step.HasPictures);

    private int Accept(int index, Address recipe, NodeOutputs returned, long started)
    {
        var step = _steps[index];
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var outputs = Unpack(step, returned);
        if (step.HasPictures)
        {
            Pictures.Hold(outputs);
        }

        if (step.Spec.Purity != Purity.Effect)
        {
            _store.Put(recipe, outputs, step.HasPictures);
        }

        return Finish(index, Outcome.Ran, outputs, milliseconds, null);
    }

    private static Value[] Unpack(Step step, NodeOutputs returned)
    {
        var ports = step.Spec.Outputs;
        if (returned.Count != ports.Count)
        {
            throw new NodeException("node-outputs", $"The node returned {returned.Count} outputs and has {ports.Count}.", "This is a fault of the plugin.");
        }

        var outputs = new Value[ports.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = returned[i] ?? throw new NodeException("node-returned-null", $"The node returned nothing for '{ports[i].Key}'.", "This is a fault of the plugin.");
            if (!PortCheck.IsOf(outputs[i], ports[i].Type))
            {
                throw new NodeException(
                    "node-outputs", $"The node returned {PortCheck.Show(outputs[i])} for '{ports[i].Key}', which is {PortCheck.Article(ports[i].Type)}.", "This is a fault of the plugin.");
            }
        }

        return outputs;
    }

    private int Fail(int index, Exception e, long started)
    {
        var outcome = e switch
        {
            OperationCanceledException when _cancellation.IsCancellationRequested => Outcome.Cancelled,
            NodeException { Code: ModelErrors.OutcomeUnknown } => Outcome.Unknown,
            _ => Outcome.Failed,
        };
        return Finish(index, outcome, null, Stopwatch.GetElapsedTime(started).TotalMilliseconds, outcome == Outcome.Cancelled ? null : Explain(e));
    }

    private static NodeError Explain(Exception e) => e switch
    {
        NodeException known => new(known.Code, known.Message, known.Advice),
        OperationCanceledException => new("node-timeout", "The node gave up waiting, though the run was not cancelled.", null),
        _ => new("node-threw", $"{e.GetType().Name}: {e.Message}", "This may be a fault of the plugin."),
    };

    /// <summary>A step has come to an end: tells it, and wakes or drops what waited for it. Returns a step that this made ready, or -1.</summary>
    private int Finish(int index, Outcome outcome, Value[]? outputs, double milliseconds, NodeError? error)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return -1;
            }

            ref var state = ref _states[index];
            state.Outcome = outcome;
            state.Milliseconds = milliseconds;
            _errors[index] = error;
            Tell(index);
            if (outputs is not null)
            {
                return Instead(Deliver(index, outputs));
            }

            _dropped.Push(index);
            LetGo(index);
            DropDependants();
            return Instead(-1);
        }
    }

    private int Deliver(int index, Value[] outputs)
    {
        var step = _steps[index];
        ref var state = ref _states[index];
        var isNew = !state.IsPublished;
        state.IsPublished = true;
        _values.Put(step, outputs, state.Recipe);

        var next = -1;
        foreach (var dependant in _links.To(index))
        {
            ref var other = ref _states[dependant];
            if (other.Outcome != Outcome.None)
            {
                continue;
            }

            if (isNew && --other.Unaddressed == 0)
            {
                next = Continue(next, dependant);
            }
            else if (other.IsAsking && --other.Unvalued == 0)
            {
                other.IsAsking = false;
                next = Continue(next, dependant);
            }
        }

        LetGo(index);
        if (state.Readers == 0)
        {
            _values.Free(step);
        }

        return next;
    }

    /// <summary>With the lock held: the pictures of a Pure step have addresses, though not pixels yet. What takes them can be addressed.</summary>
    private int PublishEarly(int index, Address recipe)
    {
        ref var state = ref _states[index];
        if (state.IsPublished)
        {
            return -1;
        }

        state.IsPublished = true;
        _values.Publish(_steps[index], recipe);
        var next = -1;
        foreach (var dependant in _links.To(index))
        {
            if (--_states[dependant].Unaddressed == 0 && _states[dependant].Outcome == Outcome.None)
            {
                next = Continue(next, dependant);
            }
        }

        return next;
    }

    /// <summary>With the lock held: carries on with a ready step here if it is processor work and none is taken yet, else elsewhere.</summary>
    private int Continue(int next, int step)
    {
        if (next < 0 && _steps[step].Spec.Work == Work.Processor)
        {
            return step;
        }

        Start(step);
        return next;
    }

    /// <summary>
    /// With the lock held: the inputs of this step are wanted, and so is all that they need. True when they are all there and it can run now;
    /// otherwise it is woken when they are, or dropped when one of them has failed.
    /// </summary>
    private bool Demand(int index)
    {
        _wanting.Push(index);
        while (_wanting.TryPop(out var wanting))
        {
            if (!Ask(wanting))
            {
                continue;
            }

            if (wanting == index)
            {
                // Nothing was pushed: all its sources are there.
                return true;
            }

            Start(wanting);
        }

        DropDependants();
        return false;
    }

    private bool Ask(int index)
    {
        ref var state = ref _states[index];
        state.IsDemanded = true;
        state.Unvalued = 0;
        foreach (var source in _links.From(index))
        {
            ref var other = ref _states[source];
            if (other.Outcome is Outcome.Ran or Outcome.Stored)
            {
                continue;
            }

            if (other.Outcome != Outcome.None)
            {
                Skip(index, source);
                return false;
            }

            state.Unvalued++;
            if (!other.IsDemanded)
            {
                other.IsDemanded = true;
                if (other.IsAddressed)
                {
                    // It was addressed and left alone until now.
                    _wanting.Push(source);
                }
            }
        }

        state.IsAsking = state.Unvalued > 0;
        return !state.IsAsking;
    }

    /// <summary>With the lock held: what needs a step that has no outputs cannot run, and what needs that neither.</summary>
    private void DropDependants()
    {
        while (_dropped.TryPop(out var dropped))
        {
            var isAddressed = _states[dropped].IsPublished;
            foreach (var dependant in _links.To(dropped))
            {
                // Who only took its address may yet turn out to be stored.
                if (_states[dependant].Outcome == Outcome.None && (!isAddressed || _states[dependant].IsAsking))
                {
                    Skip(dependant, dropped);
                }
            }
        }
    }

    private void Skip(int index, int needed)
    {
        ref var state = ref _states[index];
        state.IsAsking = false;
        if (_states[needed].Outcome == Outcome.Cancelled)
        {
            state.Outcome = Outcome.Cancelled;
        }
        else
        {
            state.Outcome = Outcome.Skipped;
            _errors[index] = new NodeError("needs", $"needs {_steps[needed].Id}", null);
        }

        Tell(index);
        LetGo(index);
        _dropped.Push(index);
    }

    /// <summary>With the lock held: a step does not read its inputs any more. Pictures that nobody else reads are freed.</summary>
    private void LetGo(int index)
    {
        _states[index].HasLetGo = true;
        RunValues.ReleaseConstants(_steps[index]);
        foreach (var source in _links.From(index))
        {
            if (--_states[source].Readers == 0)
            {
                _values.Free(_steps[source]);
            }
        }
    }

    private void Tell(int index)
    {
        if (_host.IsHeard)
        {
            ref var state = ref _states[index];
            _host.Tell(new RunEvent.NodeFinished(_steps[index].Id, state.Outcome, state.Milliseconds, _errors[index]));
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

    private RunReport End(TimeSpan duration)
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        var nodes = new NodeReport[_steps.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            ref var state = ref _states[i];
            if (state.Outcome == Outcome.None)
            {
                // Nothing asked for its pixels, or it was left behind.
                state.Outcome = state.IsAddressed && !state.IsDemanded ? Outcome.Stored : Outcome.Cancelled;
                Tell(i);
            }

            nodes[i] = new NodeReport(_steps[i].Id, _steps[i].Spec.Type, state.Outcome, state.Milliseconds, _errors[i]) { Warnings = _host.Warnings(i) };
        }

        var outputs = _values.Outputs();
        var report = new RunReport(_options.Run, Status(outputs.Count), duration, nodes, outputs);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!_states[i].HasLetGo)
            {
                RunValues.ReleaseConstants(_steps[i]);
            }

            _values.Free(_steps[i]);
        }

        if (_host.IsHeard)
        {
            _host.Tell(new RunEvent.Finished(report.Status, duration.TotalMilliseconds));
        }

        return report;
    }

    private RunStatus Status(int outputs)
    {
        var anyGood = outputs > 0;
        var anyBad = false;
        for (var i = 0; i < _states.Length; i++)
        {
            switch (_states[i].Outcome)
            {
                case Outcome.Cancelled:
                    return RunStatus.Cancelled;
                case Outcome.Ran when _steps[i].Spec.Purity == Purity.Effect:
                    anyGood = true;
                    break;
                case Outcome.Failed or Outcome.Skipped or Outcome.Unknown:
                    anyBad = true;
                    break;
            }
        }

        return !anyBad ? RunStatus.Done : anyGood ? RunStatus.Partial : RunStatus.Failed;
    }

    /// <summary>How far a step is.</summary>
    private struct State
    {
        /// <summary>What identifies its result, once it is addressed.</summary>
        public Address Recipe;

        /// <summary>How long it ran.</summary>
        public double Milliseconds;

        /// <summary>How many of its sources have no address yet.</summary>
        public int Unaddressed;

        /// <summary>How many of its sources have no value yet, while it is asking for them.</summary>
        public int Unvalued;

        /// <summary>How many steps and graph outputs may still read its outputs.</summary>
        public int Readers;

        public Outcome Outcome;

        /// <summary>Its values are wanted; otherwise perhaps only its address.</summary>
        public bool IsDemanded;

        /// <summary>Its recipe is known, and no result is stored for it.</summary>
        public bool IsAddressed;

        /// <summary>Its outputs have addresses that its dependants were told.</summary>
        public bool IsPublished;

        /// <summary>It waits for the values of its sources.</summary>
        public bool IsAsking;

        public bool HasLetGo;
    }
}
