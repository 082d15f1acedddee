using NodeEngine.Forecasts;
using NodeEngine.Plans;
using NodeEngine.Results;
using NodeEngine.Sdk;

namespace NodeEngine.Runs;

/// <summary>
/// How far each step of a run is, and what follows when one of them moves: who can be addressed, who can run, who cannot any more, which pictures
/// nobody reads again. Every walk is a loop over arrays, linear in steps and _links.
/// </summary>
/// <remarks>Not safe for threads: its owner holds a lock around every call.</remarks>
internal sealed class StepStates(Plan plan, RunValues values, RunHost host, Action<int> start)
{
    private readonly Step[] _steps = plan.Steps;
    private readonly Links _links = plan.Links;
    private readonly State[] _states = new State[plan.Steps.Length];
    private readonly NodeError?[] _errors = new NodeError?[plan.Steps.Length];
    private readonly Dictionary<int, string[]> _files = [];
    private readonly Stack<int> _wanting = new();
    private readonly Stack<int> _dropped = new();

    /// <summary>Starts what needs nothing from others.</summary>
    public void Begin()
    {
        foreach (var output in plan.Outputs)
        {
            if (output.Binding.Step >= 0)
            {
                _states[output.Binding.Step].Readers++;
            }
        }

        foreach (var target in plan.Targets)
        {
            _states[target].IsDemanded = true;
        }

        for (var i = _steps.Length - 1; i >= 0; i--)
        {
            ref var state = ref _states[i];
            state.Unaddressed = _links.From(i).Length;
            state.Readers += _links.To(i).Length;
            RunValues.HoldConstants(_steps[i]);
            if (state.Unaddressed == 0)
            {
                start(i);
            }
        }
    }

    /// <summary>The recipe of a step, if it was addressed and no result was stored for it.</summary>
    public bool TryGetRecipe(int index, out Address recipe)
    {
        recipe = _states[index].Recipe;
        return _states[index].IsAddressed;
    }

    /// <summary>The recipe of a step, as far as it is known.</summary>
    public Address RecipeOf(int index) => _states[index].Recipe;

    /// <summary>Notes the recipe of a step that is about to run, all its inputs being there.</summary>
    public void SetRecipe(int index, Address recipe) => _states[index].Recipe = recipe;

    /// <summary>
    /// A step is addressed, and nothing is stored for it. If its outputs have addresses already, those that take them are told. True when it can run
    /// now; <paramref name="next"/> is then or otherwise a step of processor work that this made ready, or -1.
    /// </summary>
    public bool Address(int index, Address recipe, out int next)
    {
        ref var state = ref _states[index];
        state.Recipe = recipe;
        state.IsAddressed = true;
        next = -1;
        if (!_steps[index].IsAddressedEarly)
        {
            return Demand(index);
        }

        if (!state.IsPublished)
        {
            next = Publish(index);
        }

        return state.IsDemanded && Demand(index);
    }

    /// <summary>A step has come to an end. Returns a step of processor work that this made ready, or -1.</summary>
    public int End(int index, in Ended ended)
    {
        ref var state = ref _states[index];
        state.Outcome = ended.Outcome;
        state.Milliseconds = ended.Milliseconds;
        _errors[index] = ended.Error;
        if (_steps[index].Spec.Purity == Purity.Effect && ended.Outputs is { } made)
        {
            _files[index] = [.. made.OfType<FileValue>().Select(file => file.Path)];
        }

        Tell(index);
        if (ended.Outputs is { } outputs)
        {
            return Deliver(index, outputs);
        }

        _dropped.Push(index);
        LetGo(index);
        DropDependants();
        return -1;
    }

    /// <summary>How far a step came.</summary>
    public Progress Progress(int index)
    {
        ref var state = ref _states[index];
        return new Progress(
            state.Outcome is Outcome.Ran or Outcome.Stored,
            state.IsAddressed,
            state.Outcome == Outcome.Failed ? _errors[index] : null,
            state.Outcome == Outcome.Ran ? state.Milliseconds : null);
    }

    /// <summary>Says of every step that is left what became of it, and lets go of everything.</summary>
    public NodeReport[] Close()
    {
        var reports = new NodeReport[_steps.Length];
        for (var i = reports.Length - 1; i >= 0; i--)
        {
            if (_states[i].Outcome == Outcome.None)
            {
                Settle(i);
            }

            ref var state = ref _states[i];
            reports[i] = new NodeReport(_steps[i].Id, _steps[i].Spec.Type, state.Outcome, state.Milliseconds, _errors[i]) { Details = Details(i) };
            if (!state.HasLetGo)
            {
                RunValues.ReleaseConstants(_steps[i]);
            }
        }

        return reports;
    }

    /// <summary>How a run ended that gave so many outputs.</summary>
    public RunStatus Status(int outputs)
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

    /// <summary>A step that was neither asked for its values nor stopped: what needed it was stored, or could not run. Or it was left behind.</summary>
    private void Settle(int index)
    {
        ref var state = ref _states[index];
        if (!state.IsAddressed || state.IsDemanded)
        {
            state.Outcome = Outcome.Cancelled;
        }
        else
        {
            state.Outcome = Outcome.Stored;
            foreach (var dependant in _links.To(index))
            {
                if (_states[dependant].Outcome is not (Outcome.Stored or Outcome.Ran))
                {
                    state.Outcome = _states[dependant].Outcome == Outcome.Cancelled ? Outcome.Cancelled : Outcome.Skipped;
                    _errors[index] = state.Outcome == Outcome.Cancelled ? null : new NodeError("not-needed", "nothing that can run needs it", null);
                }
            }
        }

        Tell(index);
    }

    private int Deliver(int index, Value[] outputs)
    {
        var step = _steps[index];
        ref var state = ref _states[index];
        var isNew = !state.IsPublished;
        state.IsPublished = true;
        values.Put(step, outputs, state.Recipe);
        if (step.HasPictures && state.Readers > 1)
        {
            Pictures.Each(outputs, image => image.Share());
        }

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
            values.Free(step);
        }

        return next;
    }

    /// <summary>The pictures of a Pure step have addresses, though not pixels yet. What takes them can be addressed.</summary>
    private int Publish(int index)
    {
        _states[index].IsPublished = true;
        values.Publish(_steps[index], _states[index].Recipe);
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

    /// <summary>Hands a ready step back if it is processor work and none is taken yet; starts it otherwise.</summary>
    private int Continue(int next, int step)
    {
        if (next < 0 && _steps[step].Spec.Work == Work.Processor)
        {
            return step;
        }

        start(step);
        return next;
    }

    /// <summary>
    /// The inputs of this step are wanted, and so is all that they need. True when they are all there and it can run now;
    /// otherwise it is woken when they are, or dropped when one of them has failed.
    /// </summary>
    public bool Demand(int index)
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

            start(wanting);
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

    /// <summary>What needs a step that has no outputs cannot run, and what needs that neither.</summary>
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

    /// <summary>A step does not read its inputs any more. Pictures that nobody else reads are freed.</summary>
    private void LetGo(int index)
    {
        _states[index].HasLetGo = true;
        RunValues.ReleaseConstants(_steps[index]);
        foreach (var source in _links.From(index))
        {
            if (--_states[source].Readers == 0)
            {
                values.Free(_steps[source]);
            }
        }
    }

    private void Tell(int index)
    {
        if (host.IsHeard)
        {
            ref var state = ref _states[index];
            host.Tell(new RunEvent.NodeFinished(_steps[index].Id, state.Outcome, state.Milliseconds, _errors[index]) { Files = Files(index), PriceUsd = host.PriceOf(index) });
        }
    }

    private NodeDetails? Details(int index)
    {
        var (warnings, files, price) = (host.Warnings(index), Files(index), host.PriceOf(index));
        return warnings.Count == 0 && files.Length == 0 && price == 0 ? null : new NodeDetails(warnings, files, price);
    }

    private string[] Files(int index) => _files.GetValueOrDefault(index) ?? [];

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
