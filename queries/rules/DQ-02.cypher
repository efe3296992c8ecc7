/*
id = "DQ-02"
version = 1
zh = "登记部门字符"
en = "A credit code of another register"
subject = "Enterprise"
severity = "info"
force = "data"
action = "不得按“9开头”拒收"
closes_when = "不需处理：代码有效"

[[basis]]
text = "GB 32100-2015 法人和其他组织统一社会信用代码编码规则"
checked = false
*/
MATCH (e:Enterprise)
WHERE left(e.credit_code, 1) IN ['A', 'N', 'Y', '1', '5']
RETURN e.id AS id, e.name AS name, e.origin AS origin,
  {credit_code: e.credit_code, first: left(e.credit_code, 1)} AS facts
