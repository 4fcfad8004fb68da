using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Clrscope.Activities.Tests;

[SuppressMessage("Design", "CA1001", Justification = "Disposed of by DisposeAsync.")]
public sealed class AspNetCoreTests : IAsyncLifetime
{
    private const string Incoming = "00-0123456789abcdef0123456789abcdef-00f067aa0ba902b7-01";

    private readonly FakeProfiler _profiler = new();
    private readonly HeaderServer _downstream = new();
    private readonly List<string> _handled = [];
    private readonly List<string?> _sources = [];
    private readonly ConcurrentQueue<string> _logs = new();
    private volatile bool _isLogging = true;
    private WebApplication? _application;
    private ActivityTracker? _tracker;

    public AspNetCoreTests() => Activity.Current = null;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _tracker?.Dispose();
        _downstream.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("logging")]
    [InlineData("nothing")]
    [InlineData("OpenTelemetry")]
    public async Task Routes_are_known(string program)
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using TracerProvider? provider = program == "OpenTelemetry"
            ? OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource("Microsoft.AspNetCore").Build()
            : null;
        using HttpClient client = await StartProgram(logs: program == "logging");
        for (int i = 0; i < 3; i++)
        {
            await client.GetStringAsync(new Uri($"cart/{i}?user=7", UriKind.Relative));
        }
        SpanCopy request = await LastRequest("/cart/2");
        Assert.Equal(("/cart/{id}", "GET", "/cart/2"),
            (request.Text(SpanKey.HttpRoute), request.Text(SpanKey.HttpMethod), request.Text(SpanKey.UrlPath)));
        Assert.Equal(request.SpanId, request.Root);
        Assert.Equal("shown", _handled[^1]);
    }

    [Theory]
    [InlineData("logging")]
    [InlineData("nothing")]
    [InlineData("somebody who subscribes for other events")]
    public async Task The_first_request_has_a_context(string program)
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: program == "logging");
        using IDisposable? other = program.StartsWith("somebody", StringComparison.Ordinal) ? Subscribe(static _ => false) : null;
        await client.GetStringAsync(new Uri("cart/1", UriKind.Relative));
        Assert.Equal(other is null ? "shown" : "no activity", _handled[0]);
        await client.GetStringAsync(new Uri("cart/2", UriKind.Relative));
        Assert.Equal("shown", _handled[1]);
    }

    /// <summary>Where ASP.NET Core makes the activity itself that one is used, from the first request on.</summary>
    [Theory]
    [InlineData("logging")]
    [InlineData("somebody who subscribes")]
    public async Task Activities_of_the_programs_own_are_left_to_it(string program)
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: program == "logging");
        using IDisposable? other = program == "logging" ? null : Subscribe(static name => name == HostingActivities.ActivityName);
        for (int i = 0; i < 3; i++)
        {
            await client.GetStringAsync(new Uri($"cart/{i}", UriKind.Relative));
        }
        Assert.Equal(["shown", "shown", "shown"], _handled);
        Assert.Equal(["", "", ""], _sources);
    }

    [Fact]
    public async Task Each_request_is_asked_for_anew_as_logging_can_be_switched()
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: true);
        foreach (bool logs in new[] { true, false, true })
        {
            _isLogging = logs;
            await client.GetStringAsync(new Uri("cart/1", UriKind.Relative));
        }
        Assert.Equal(["shown", "shown", "shown"], _handled);
        Assert.Equal(["", HostingActivities.SourceName, ""], _sources);
    }

    /// <summary>Other subscribers' predicates are run as often as without us.</summary>
    [Fact]
    public async Task Subscribers_are_asked_the_same()
    {
        IReadOnlyList<string> without = await Questions();
        Assert.NotEmpty(without);
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        Assert.Equal(without, await Questions());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Services_that_are_called_are_told_the_same(bool logs)
    {
        string?[] without = await CallsDownstream(logs);
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        string?[] with = await CallsDownstream(logs);
        Assert.Equal(without, with);
        Assert.Equal(logs, with[0] is not null);
    }

    /// <summary>Only its routing is listened to, which must not look to ASP.NET Core like somebody who wants more.</summary>
    [Fact]
    public async Task It_makes_no_activities_and_logs_nothing_for_our_listening()
    {
        string[] logsWithout = await LogsOf(logs: true);
        _tracker = ActivityTracker.Start(_profiler, mayCreate: false);
        Assert.Equal(logsWithout, await LogsOf(logs: true));
        Assert.Equal("shown", _handled[^1]);
        Assert.Empty(await LogsOf(logs: false));
        Assert.Equal("no activity", _handled[^1]);
    }

    /// <summary>All actions have one template.</summary>
    [Theory]
    [InlineData("nothing", "")]
    [InlineData("http.route", "{controller=Home}/{action=Index}/{id?}")]
    [InlineData("http.route", "/{controller=Home}/{action=Index}/{id?}")]
    public async Task Actions_of_conventional_routing_are_told_apart(string tag, string value)
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: false, application =>
        {
            application.Use((context, next) =>
            {
                Activity.Current?.SetTag(tag, value);
                return next(context);
            });
            application.UseRouting();
            application.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
        });
        foreach (string path in new[] { "/", "/Conventional/Second/7", "/Conventional/First" })
        {
            await client.GetStringAsync(new Uri(path, UriKind.Relative));
            SpanCopy request = await LastRequest(path);
            Assert.Equal(
                path switch
                {
                    "/" => "/Home/Index/{id?}",
                    "/Conventional/Second/7" => "/Conventional/Second/{id?}",
                    _ => "/Conventional/First/{id?}",
                },
                request.Text(SpanKey.HttpRoute));
        }
    }

    [Fact]
    public async Task A_route_that_the_program_names_is_left()
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: false, application => application.Use((context, next) =>
        {
            Activity.Current?.SetTag("http.route", "carts");
            return next(context);
        }));
        await client.GetStringAsync(new Uri("cart/5", UriKind.Relative));
        Assert.Equal("/carts", (await LastRequest("/cart/5")).Text(SpanKey.HttpRoute));
    }

    [Fact]
    public async Task A_request_without_a_route()
    {
        _tracker = ActivityTracker.Start(_profiler, mayCreate: true);
        using HttpClient client = await StartProgram(logs: true);
        (await client.GetAsync(new Uri("nowhere", UriKind.Relative))).Dispose();
        await Task.Delay(100);
        SpanCopy request = _profiler.Spans.Last(span => span.Kind == SpanEvent.Stopped);
        Assert.Null(request.Text(SpanKey.HttpRoute));
    }

    [Fact]
    public void One_reader_serves_every_kind_of_context()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "PUT";
        context.Request.Path = "/cart";
        var reader = new HttpContextReader(typeof(DefaultHttpContext));
        foreach (HttpContext each in new HttpContext[] { context, new WrappedContext(context) })
        {
            Assert.True(reader.Fits(each));
            RequestFacts facts = reader.Read(each);
            Assert.Equal(("PUT", "/cart"), (facts.Method, facts.Path));
        }
        Assert.False(reader.Fits(new object()));
    }

    private IDisposable Subscribe(Predicate<string> isEnabled) =>
        _application!.Services.GetRequiredService<DiagnosticListener>().Subscribe(new NoEvents(), isEnabled);

    private async Task<IReadOnlyList<string>> Questions()
    {
        var questions = new ConcurrentQueue<string>();
        using HttpClient client = await StartProgram(logs: false);
        using (Subscribe(name =>
        {
            questions.Enqueue(name);
            return name == HostingActivities.ActivityName;
        }))
        {
            await client.GetStringAsync(new Uri("cart/1", UriKind.Relative));
            await _application!.DisposeAsync();
        }
        _application = null;
        return [.. questions];
    }

    private async Task<string[]> LogsOf(bool logs)
    {
        _logs.Clear();
        using (HttpClient client = await StartProgram(logs))
        {
            await client.GetStringAsync(new Uri("cart/1", UriKind.Relative));
        }
        await _application!.DisposeAsync();
        _application = null;
        return [.. _logs.Where(line => line.Contains("Hosting", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private async Task<string?[]> CallsDownstream(bool logs)
    {
        using HttpClient client = await StartProgram(logs);
        var headers = new List<string?>();
        for (int i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("call", UriKind.Relative));
            request.Headers.Add("traceparent", Incoming);
            (await client.SendAsync(request)).Dispose();
            // The span's id differs from call to call; the trace and the flags do not.
            headers.Add(_downstream.Last is { } header ? header[..36] + header[^2..] : null);
        }
        await _application!.DisposeAsync();
        _application = null;
        return [.. headers];
    }

    private async Task<HttpClient> StartProgram(bool logs, Action<WebApplication>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (logs)
        {
            builder.Logging.AddProvider(new Logs(this));
        }
        builder.Services.AddControllers().AddApplicationPart(typeof(ConventionalController).Assembly);
        WebApplication application = _application = builder.Build();
        configure?.Invoke(application);
        application.MapGet("cart/{id}", (string id) =>
        {
            _sources.Add(Activity.Current?.Source.Name);
            _handled.Add(_profiler.Here.Mismatch(Activity.Current) ??
                (Activity.Current is null ? "no activity" : _profiler.Here.IsValid ? "shown" : "nothing"));
            return id;
        });
        var downstream = new HttpClient();
        application.MapGet("/call", async () => (await downstream.GetAsync(_downstream.Address)).Dispose());
        await application.StartAsync();
        // The requests of this client are not to be the parents of those that the server sees.
        var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null };
        return new HttpClient(handler) { BaseAddress = new Uri(application.Urls.First()) };
    }

    private async Task<SpanCopy> LastRequest(string path)
    {
        for (int i = 0; i < 100; i++)
        {
            if (_profiler.Spans.FirstOrDefault(
                span => span.Kind == SpanEvent.Stopped && span.Text(SpanKey.UrlPath) == path) is { } found)
            {
                return found;
            }
            await Task.Delay(20);
        }
        throw new InvalidOperationException("no span of " + path);
    }

    private sealed class WrappedContext(HttpContext inner) : HttpContext
    {
        public override IFeatureCollection Features => inner.Features;

        public override HttpRequest Request => inner.Request;

        public override HttpResponse Response => inner.Response;

        public override ConnectionInfo Connection => inner.Connection;

        public override WebSocketManager WebSockets => inner.WebSockets;

        public override ClaimsPrincipal User { get; set; } = new();

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IServiceProvider RequestServices { get; set; } = inner.RequestServices;

        public override CancellationToken RequestAborted { get; set; }

        public override string TraceIdentifier { get; set; } = "";

        public override ISession Session { get; set; } = null!;

        public override void Abort() => inner.Abort();
    }

    private sealed class NoEvents : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }

    private sealed class Logs(AspNetCoreTests test) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Log(categoryName, test);

        public void Dispose()
        {
        }
    }

    private sealed class Log(string category, AspNetCoreTests test) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => test._isLogging;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            test._logs.Enqueue($"{category} {eventId} {logLevel}");
    }
}

/// <summary>Has actions that are found by a convention.</summary>
public sealed class ConventionalController : ControllerBase
{
    public string First() => ControllerContext.ActionDescriptor.ActionName;

    public string Second() => ControllerContext.ActionDescriptor.ActionName;
}

/// <summary>The one that the convention falls back to.</summary>
public sealed class HomeController : ControllerBase
{
    public string Index() => ControllerContext.ActionDescriptor.ActionName;
}
