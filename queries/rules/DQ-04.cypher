/*
id = "DQ-04"
version = 1
zh = "合计行"
en = "Total rows were passed over"
subject = "IngestRun"
severity = "info"
force = "data"
action = "跳过并用于核对"
closes_when = "不需处理：合计行没有入库；可用其数字核对明细"

[[basis]]
text = "本系统规则"
checked = true
*/
// A run belongs to no chain. It began by UTC, which is never a day ahead of China.
MATCH (r:IngestRun)
WHERE r.total_rows > 0 AND left(r.started_at, 10) <= $as_of
RETURN r.id AS id, r.id AS name, [] AS chains, {total_rows: r.total_rows, started_at: r.started_at} AS facts
